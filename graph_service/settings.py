"""The one table of settings: name, default, unit, help in both languages. Read once, passed in, never global."""

import os
import re
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from graph_service.errors import UsageError
from graph_service.languages import Text

_TILES = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})[^\s;,'\"]*")


def setting(default: object, unit: str, fr: str, en: str, **bounds: float) -> Any:  # noqa: ANN401 - a Field
    """One row of the table; `bounds` are pydantic's (`ge`, `le`, `gt`)."""
    build: partial[Any] = partial(Field, description=en, json_schema_extra={"unit": unit, "fr": fr})
    return build(default, **bounds)


class Settings(BaseSettings):
    """Every setting, from the environment (`MAILLAGE_` + the name in capitals)."""

    model_config = SettingsConfigDict(
        env_prefix="MAILLAGE_", frozen=True, extra="ignore", validate_default=True, env_ignore_empty=True
    )

    data_dir: Path = setting(
        Path("data"), "", "dossier du graphe et de ses versions", "folder of the graph and its versions"
    )
    base_iri: str = setting(
        "http://localhost:8000",
        "IRI",
        "adresse publique de l’instance, racine de ses IRI",
        "public address of the instance, root of its IRIs",
    )
    host: str = setting("127.0.0.1", "", "adresse d’écoute", "address to listen on")
    port: int = setting(8000, "", "port d’écoute", "port to listen on", ge=0, le=65535)
    workers: int = setting(1, "processes", "processus web", "web processes", ge=1, le=64)
    threads: int = setting(
        16,
        "threads",
        "requêtes traitées à la fois par processus",
        "requests handled at once by a process",
        ge=4,
    )
    readers: int = setting(2, "processes", "processus de lecture", "reader processes", ge=1, le=64)
    query_timeout: float = setting(30.0, "s", "délai d’une requête", "deadline of a query", gt=0)
    update_timeout: float = setting(60.0, "s", "délai d’une écriture", "deadline of a write", gt=0)
    validation_timeout: float = setting(
        10.0, "s", "délai de la validation d’un envoi", "deadline of validating one contribution", gt=0
    )
    body_timeout: float = setting(
        20.0, "s", "délai pour envoyer un corps de requête", "deadline to send a request body", gt=0
    )
    query_memory: int = setting(1024, "MiB", "mémoire qu’une requête peut prendre", "memory one query may take", ge=16)
    update_memory: int = setting(
        4096, "MiB", "mémoire qu’une écriture peut prendre", "memory one write may take", ge=64
    )
    max_rows: int = setting(1_000_000, "rows", "lignes d’une réponse", "rows of one answer", ge=1)
    max_bytes: int = setting(268_435_456, "bytes", "octets d’une réponse", "bytes of one answer", ge=1024)
    query_body: int = setting(
        1_048_576,
        "bytes",
        "corps d’une requête ou d’une mise à jour",
        "body of a query or an update",
        ge=1024,
    )
    upload_body: int = setting(67_108_864, "bytes", "corps d’un envoi de données", "body of a data upload", ge=1024)
    bodies_at_once: int = setting(4, "uploads", "corps d’envoi reçus à la fois", "upload bodies received at once", ge=1)
    uri_length: int = setting(16_384, "bytes", "longueur d’une adresse", "length of an address", ge=256, le=60_000)
    default_graph: Literal["merge", "own"] = setting(
        "merge",
        "",
        "merge : le graphe par défaut est la fusion des graphes nommés ; own : il est indépendant",
        "merge: the default graph is the merge of the named graphs; own: it stands alone",
    )
    small_write: int = setting(
        200_000,
        "quads",
        "au-delà, une écriture passe par une construction à part",
        "above this a write goes through a separate build",
        ge=1000,
    )
    versions_kept: int = setting(50, "versions", "versions récentes gardées", "recent versions kept", ge=1)
    days_kept: int = setting(30, "days", "jours dont une version est gardée", "days with one version kept", ge=0)
    months_kept: int = setting(24, "months", "mois dont une version est gardée", "months with one version kept", ge=0)
    search: bool = setting(True, "", "tient à jour l’index de recherche", "keeps the search index up")
    search_timeout: float = setting(2.0, "s", "délai d’une recherche", "deadline of a search", gt=0)
    dump_hours: float = setting(
        24.0,
        "h",
        "heures entre deux exports complets (0 : aucun)",
        "hours between two whole dumps (0: none)",
        ge=0,
    )
    publisher_name: str = setting(
        "Maillage",
        "",
        "qui publie cette instance, pour son catalogue",
        "who publishes this instance, for its catalogue",
    )
    publisher_address: str = setting(
        "", "", "adresse postale de qui publie (mentions légales)", "postal address of who publishes (legal notice)"
    )
    publisher_contact: str = setting(
        "",
        "e-mail or URL",
        "où écrire à qui publie (mentions légales)",
        "where to write to who publishes (legal notice)",
    )
    publisher_director: str = setting(
        "",
        "",
        "fonction de qui dirige la publication, jamais un nom de personne s’il n’est pas public",
        "function of the director of publication; never a person’s name unless it is public",
    )
    publisher_identifier: str = setting(
        "", "", "numéro RNA ou SIREN de qui publie", "RNA or SIREN number of who publishes"
    )
    publisher_host: str = setting(
        "",
        "",
        "hébergeur : nom et adresse (mentions légales)",
        "hosting company: name and address (legal notice)",
    )
    publisher_dpo: str = setting(
        "",
        "e-mail or URL",
        "où écrire pour exercer ses droits sur ses données personnelles",
        "where to write about one’s personal data",
    )
    publisher_accessibility: Literal["", "none", "partial", "full"] = setting(
        "",
        "",
        "conformité au RGAA déclarée : none, partial, full (vide : évaluation à faire)",
        "declared conformity to the RGAA: none, partial, full (empty: to be assessed)",
    )
    tile_url: str = setting(
        "",
        "URL",
        "fond de carte, https://…/{z}/{x}/{y}.png (vide : aucun appel à un autre serveur)",
        "background tiles, https://…/{z}/{x}/{y}.png (empty: no call to another server)",
    )
    smtp_url: str = setting(
        "",
        "URL",
        "serveur de courriel, smtp://nom:mot-de-passe@hôte:587 ou smtps://… (vide : aucun courriel)",
        "mail server, smtp://name:password@host:587 or smtps://… (empty: no mail)",
    )
    mail_from: str = setting(
        "maillage@localhost", "", "adresse d’expédition des courriels", "address that mails are sent from"
    )
    writes_hour: int = setting(
        300,
        "an hour",
        "contributions, demandes et signalements d’un client par heure",
        "contributions, requests and reports of one client in an hour",
        ge=1,
    )
    logins_hour: int = setting(
        20, "an hour", "essais de connexion d’un client par heure", "login attempts of one client in an hour", ge=1
    )
    committee_quorum: int = setting(
        2,
        "organisations",
        "organisations dont une décision de comité demande le vote",
        "organisations whose votes a committee's decision needs",
        ge=2,
    )
    label_months: int = setting(
        36,
        "months",
        "mois que vaut l’inscription au socle national",
        "months for which the national base's label holds",
        ge=1,
    )
    overdue_days: int = setting(
        14,
        "days",
        "jours après lesquels ce qui attend est en retard",
        "days after which what waits is overdue",
        ge=1,
    )
    trusted_hosts: tuple[str, ...] = setting(
        (), "JSON list", "noms d’hôte acceptés (vide : tous)", "host names accepted (empty: all)"
    )
    trusted_proxies: int = setting(
        0,
        "proxies",
        "mandataires de confiance devant le service (0 : en-têtes X-Forwarded ignorés)",
        "trusted proxies in front of the service (0: X-Forwarded headers ignored)",
        ge=0,
    )
    private_networks: bool = setting(
        False,
        "",
        "permet d’appeler des adresses privées (intranet, essais)",
        "allows calls to private addresses (an intranet, trials)",
    )
    federation: tuple[str, ...] = setting(
        (),
        "JSON list",
        "points d’accès SERVICE permis (sans effet tant que la fédération n’est pas livrée)",
        "SERVICE endpoints allowed (without effect until federation is delivered)",
    )
    cache_bytes: int = setting(134_217_728, "bytes", "réponses gardées en mémoire", "answers kept in memory", ge=0)
    guard_depth: int = setting(64, "levels", "profondeur de parenthèses", "depth of brackets", ge=1)
    guard_operators: int = setting(200, "", "opérateurs d’une requête", "operators of a query", ge=1)
    guard_clauses: int = setting(
        200,
        "",
        "UNION, FILTER, BIND ou OPTIONAL d’une requête (chacun)",
        "UNION, FILTER, BIND or OPTIONAL of a query (each)",
        ge=1,
    )
    guard_terms: int = setting(
        400, "terms", "termes hors VALUES, IN et DATA", "terms outside VALUES, IN and DATA", ge=1
    )
    guard_values: int = setting(20_000, "terms", "termes dans VALUES et IN", "terms inside VALUES and IN", ge=1)
    guard_tokens: int = setting(100_000, "tokens", "mots d’une requête", "tokens of a query", ge=100)
    union_quads: int = setting(
        200_000,
        "quads",
        "quads que plusieurs FROM peuvent réunir en mémoire",
        "quads that several FROM may merge in memory",
        ge=1,
    )
    log_format: Literal["text", "json"] = setting("text", "", "journal : text ou json", "log: text or json")

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtps://")):
            raise ValueError("must be smtp://… or smtps://…")
        return value

    @field_validator("tile_url")
    @classmethod
    def _tiles(cls, value: str) -> str:
        if value and not _TILES.fullmatch(value):
            raise ValueError("must be http(s)://host/…{z}…{x}…{y}…")
        return value

    @field_validator("base_iri")
    @classmethod
    def _without_final_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or any(c in value for c in ' <>"{}|\\^`?#'):
            raise ValueError("must be an http(s) address without query or fragment")
        return value.rstrip("/")


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - values of any setting
    """The settings of this process.

    Raises:
        UsageError: a value is wrong; the sentence names the variable, the value and what is accepted.
    """
    try:
        found = Settings(**overrides)
        if "base_iri" in found.model_fields_set:
            return found
        return found.model_copy(update={"base_iri": _address(found)})
    except SettingsError as error:
        field = str(error).rpartition('field "')[2].partition('"')[0]
        name = "MAILLAGE_" + field.upper()
        raise UsageError(
            Text(
                f"Le réglage {name} est une liste JSON, par exemple {name}='[\"a.fr\"]'.",
                f"The setting {name} is a JSON list, for example {name}='[\"a.fr\"]'.",
            )
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = "MAILLAGE_" + str(first["loc"][0] if first["loc"] else "?").upper()
        given, reason = first.get("input"), first["msg"]
        raise UsageError(
            Text(
                f"Le réglage {name} vaut « {given} » : {reason}. Corrigez-le ; `maillage settings` les explique tous.",
                f"The setting {name} is “{given}”: {reason}. Correct it; `maillage settings` explains them all.",
            )
        ) from None


_ADDRESS = "address"
"""File of the data folder that holds the public address it was first used under: another terminal finds it there."""


def _address(found: Settings) -> str:
    """The address that nobody gave: the one that the data folder remembers, or this machine's, at its port."""
    try:
        return (found.data_dir / _ADDRESS).read_text(encoding="utf-8").strip() or found.base_iri
    except OSError:
        return f"http://localhost:{found.port}"


def remember_address(current: Settings) -> None:
    """Write down in the data folder the address that its IRIs begin with."""
    path = current.data_dir / _ADDRESS
    if not path.exists() or path.read_text(encoding="utf-8").strip() != current.base_iri:
        path.write_text(current.base_iri + "\n", encoding="utf-8")


_LEGAL = ("name", "address", "contact", "director", "identifier", "host", "dpo", "accessibility")
"""Settings of the publisher that the legal pages need."""


def missing_publisher(settings: Settings) -> list[str]:
    """The variables that the legal pages need and nobody set."""
    default = Settings.model_fields["publisher_name"].default
    given = {name: getattr(settings, f"publisher_{name}") for name in _LEGAL}
    return [f"MAILLAGE_PUBLISHER_{name.upper()}" for name, value in given.items() if value in ("", default)]


def unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none: a misspelt one would pass in silence."""
    known = {"MAILLAGE_" + name.upper() for name in Settings.model_fields} | {"MAILLAGE_W3C", "MAILLAGE_RNA_SAMPLE"}
    return sorted(name for name in os.environ if name.startswith("MAILLAGE_") and name not in known)


def rows() -> list[tuple[str, str, str, Text]]:
    """The table for display: variable, default, unit, help."""
    table = []
    for name, field in Settings.model_fields.items():
        extra = cast("dict[str, str]", field.json_schema_extra)
        help_text = Text(extra["fr"], field.description or "")
        table.append(("MAILLAGE_" + name.upper(), str(field.default), extra["unit"], help_text))
    return table
