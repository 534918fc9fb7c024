"""The other data services: Key-Value Store, Kafka, PrivateLink and maintenance."""

from __future__ import annotations

from typing import Any, ClassVar

from builder.collect.add_ons import DATA_SERVICES, KAFKA, KEY_VALUE
from builder.collect.collector import Answer
from builder.collect.gathering import Gathering
from builder.collect.kept_fields import Shape, flag, items, scalar, text, texts
from builder.collect.postgres import OfEachDatabase, OneOfEachDatabase, info


class PrivateLinks(OneOfEachDatabase):
    """PrivateLink endpoints of the data services; one that has none says so with null."""

    name = "private-links"
    title = "PrivateLink endpoints"
    path = "/private-link/v0/databases/{}"
    services = DATA_SERVICES
    may_lack = True
    shape: ClassVar[Shape] = {
        "status": text("status"),
        "allowed_accounts": texts("allowed_accounts", key="arn"),
        "connections": items({"status": text("status")}, "connections"),
    }


class DataMaintenance(OneOfEachDatabase):
    """Maintenance that a data service asks for."""

    name = "data-maintenance"
    title = "Maintenance of data services"
    path = "/data/maintenances/v1/{}"
    services = DATA_SERVICES
    may_lack = True
    shape: ClassVar[Shape] = {
        "status": text("status"),
        "window": text("window"),
        "scheduled_for": text("scheduled_for"),
        "required_by": text("required_by"),
        "completed_at": text("completed_at"),
    }


class KeyValueStores(OneOfEachDatabase):
    """What the service says of each Key-Value Store."""

    name = "key-value-stores"
    title = "Key-Value Stores"
    path = "/redis/v0/databases/{}"
    services = (KEY_VALUE,)
    shape: ClassVar[Shape] = {
        "plan": text("plan"),
        "version": text("version"),
        "prefer_native_tls": flag("prefer_native_tls"),
        "info": info,
    }


class KafkaClusters(OneOfEachDatabase):
    """What the service says of each Kafka cluster."""

    name = "kafka-clusters"
    title = "Kafka clusters"
    path = "/data/kafka/v0/clusters/{}"
    services = (KAFKA,)
    shape: ClassVar[Shape] = {
        "shared_cluster": flag("shared_cluster"),
        "state": text("state", "status"),
        "version": scalar("version"),
    }


class KafkaTopics(OneOfEachDatabase):
    """How long each topic keeps what it is sent."""

    name = "kafka-topics"
    title = "Kafka topics"
    path = "/data/kafka/v0/clusters/{}/topics"
    services = (KAFKA,)

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """An item for each topic."""
        del answer
        topics = value.get("topics") if isinstance(value, dict) else None
        if value is not None and not isinstance(topics, list):
            gathered.keeping.wrong("topics")
        shape: Shape = {
            **self.shape_of(subject),
            "name": text("name"),
            "retention_time_ms": scalar("retention_time_ms"),
            "retention_enabled": flag("retention_enabled"),
            "compaction_enabled": flag("compaction_enabled"),
        }
        for topic in topics if isinstance(topics, list) else ():
            gathered.add(shape, topic)


class KafkaIpRules(OfEachDatabase):
    """The ranges from which a cluster can be reached."""

    name = "kafka-ip-rules"
    title = "Inbound rules of Kafka clusters"
    path = "/data/kafka/v0/clusters/{}/ip-rules"
    services = (KAFKA,)
    shape: ClassVar[Shape] = {"cidr": text("cidr"), "status": text("status")}
