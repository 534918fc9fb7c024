"""Every collector, in an order in which each finds what it rests on."""

from __future__ import annotations

from builder.collect import (
    add_ons,
    apps,
    caller,
    data_services,
    people,
    pipelines,
    postgres,
    spaces,
)
from builder.collect.collector import Collector
from builder.collect.kept_fields import Clean

_CLASSES = (
    caller.Account,
    caller.AccountKeys,
    caller.Authorizations,
    spaces.Spaces,
    spaces.Regions,
    apps.Apps,
    apps.Stacks,
    spaces.SpaceAddresses,
    spaces.SpaceInboundRules,
    spaces.SpaceVpnConnections,
    spaces.SpacePeerings,
    spaces.SpaceTopology,
    spaces.SpaceMembers,
    spaces.SpaceLogDrains,
    apps.AppFeatures,
    apps.AppFormation,
    apps.AppDynos,
    apps.AppLogDrains,
    apps.AppDomains,
    apps.AppCertificates,
    apps.AppReleases,
    apps.AppSlugs,
    apps.AppWebhooks,
    apps.ConfigVarNames,
    people.AppCollaborators,
    pipelines.AppPipelines,
    add_ons.AddOns,
    add_ons.Plans,
    add_ons.AddOnAttachments,
    add_ons.SharedAddOns,
    postgres.PostgresDatabases,
    postgres.PostgresBackups,
    postgres.PostgresBackupSchedules,
    postgres.PostgresFollowers,
    postgres.PostgresCredentials,
    postgres.PostgresSettings,
    postgres.PostgresNetwork,
    data_services.PrivateLinks,
    data_services.DataMaintenance,
    data_services.KeyValueStores,
    data_services.KafkaClusters,
    data_services.KafkaTopics,
    data_services.KafkaIpRules,
    people.Teams,
    people.TeamMembers,
    people.TeamPermissions,
    people.TeamPreferences,
    people.TeamAllowedAddOns,
    people.TeamInvitations,
    people.IdentityProviders,
    people.EnterpriseAccounts,
    people.EnterpriseMembers,
    people.AuditArchives,
)


def collectors(clean: Clean) -> tuple[Collector, ...]:
    """One of each; ``clean`` makes a foreign text fit to be kept."""
    return tuple(of(clean) for of in _CLASSES)
