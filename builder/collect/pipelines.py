"""Pipelines of apps in scope, and whether they make review apps."""

from __future__ import annotations

from typing import Any, ClassVar

from builder.collect.collector import Answer, Fetch, Request, Scope, Sight
from builder.collect.gathering import Held, OneOfEachApp, quoted
from builder.collect.kept_fields import Shape, flag, text, word
from builder.model.datasets import Dataset


class AppPipelines(OneOfEachApp):
    """The pipeline of each app; an app without one is in none."""

    name = "app-pipelines"
    title = "Pipelines of apps"
    path = "/apps/{}/pipeline-couplings"
    _config = "/pipelines/{}/review-app-config"
    may_lack = True
    shape: ClassVar[Shape] = {
        "pipeline": text("pipeline", "id"),
        "stage": word("stage", of=("test", "review", "development", "staging", "production")),
        "review_apps_set_up": flag("set_up"),
        "automatic_review_apps": flag("config", "automatic_review_apps"),
        "review_app_space": text("config", "deploy_target", "id"),
        "review_app_target": word("config", "deploy_target", "type", of=("space", "region")),
    }

    @property
    def paths(self) -> tuple[str, ...]:
        """The coupling, and how its pipeline makes review apps."""
        return (self.path, self._config)

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """An item for each app that is in a pipeline."""
        del held
        gathered = self.gathering()
        answers = fetch.one_each(map(self.request, scope.apps))
        for app, answer in zip(scope.apps, answers, strict=True):
            coupling = gathered.saw(answer, self.request(app), app, absent=True)
            if not isinstance(coupling, dict):
                if answer.sight is Sight.SEEN:
                    gathered.keeping.wrong("the answer itself")
                continue
            pipeline = coupling.get("pipeline")
            told: dict[str, Any] = {"pipeline": pipeline, "stage": coupling.get("stage")}
            name = pipeline.get("id") if isinstance(pipeline, dict) else None
            request = Request(path=self._config.format(quoted(name)))
            config: Answer = fetch.one(request)
            told["config"] = gathered.saw(config, request, app, absent=True)
            if config.sight in (Sight.SEEN, Sight.ABSENT):
                told["set_up"] = config.sight is Sight.SEEN
            gathered.add(self.shape_of(app), told)
        return gathered.dataset()
