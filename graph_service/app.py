"""The factory: it assembles, nothing else lives here."""

import importlib
import pkgutil

from flask import Flask
from flask_babel import Babel, format_decimal

import graph_service.web
from graph_service.engine.dumps.upkeep import DumpUpkeep
from graph_service.engine.follower import Chore, Follower
from graph_service.engine.model.schemes import words_of
from graph_service.engine.processes.sandbox import end_with_parent
from graph_service.engine.search.upkeep import SearchUpkeep
from graph_service.engine.store import EmbeddedStorage
from graph_service.engine.zones import PARIS
from graph_service.languages import thousands
from graph_service.settings import Settings, read_settings
from graph_service.web import headers, problems
from graph_service.web.addresses import linked
from graph_service.web.front import Front
from graph_service.web.legal import conformity
from graph_service.web.logs import configure, failed
from graph_service.web.preferences import in_language, interface_language
from graph_service.web.service import Service, service_of
from graph_service.web.wording import FILTERS


def create_app(settings: Settings, storage: EmbeddedStorage, follower: Follower | None = None) -> Flask:
    """The Flask application of an instance, over a started storage: every blueprint of `web/`, discovered."""
    app = Flask("graph_service.web", static_folder="static", template_folder="templates")
    app.url_map.merge_slashes = False
    Service(settings, storage, follower).install(app)
    app.add_template_filter(linked)
    app.add_template_filter(thousands)
    app.jinja_env.filters.update(FILTERS | {"decimal": format_decimal, "in_words": words_of})
    app.jinja_env.globals.update(in_language=in_language, conformity=conformity)
    problems.install(app)
    headers.install(app)
    Babel(app, default_locale="fr", default_timezone=PARIS, locale_selector=interface_language)
    for name in sorted(module.name for module in pkgutil.iter_modules(graph_service.web.__path__)):
        module = importlib.import_module(f"graph_service.web.{name}")
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
    return app


def create_front() -> Front:
    """One web process: settings from the environment, storage started, Flask behind the ASGI front."""
    end_with_parent()
    settings = read_settings()
    configure(settings.log_format)
    storage = EmbeddedStorage(settings).start()
    follower = Follower(chores(settings, storage), failed)
    follower.start()
    app = create_app(settings, storage, follower)
    service = service_of(app)
    service.office.start()
    return Front(app.wsgi_app, settings, storage, (follower, service.office, service.photos))


def chores(settings: Settings, storage: EmbeddedStorage) -> tuple[Chore, ...]:
    """What this process keeps up in the background."""
    search: tuple[Chore, ...] = (SearchUpkeep(settings, storage.search),) if settings.search else ()
    dumps: tuple[Chore, ...] = (DumpUpkeep(settings, storage.folder),) if settings.dump_hours else ()
    return (*search, *dumps)
