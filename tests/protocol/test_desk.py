"""`/desk` and what leads to it: accounts, territories, verification, committees, claims, reports, mail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk import (
    ALPHA,
    BETA,
    BLAGNAC,
    BODY,
    ETAT,
    HAUTE_GARONNE,
    ILLE_ET_VILAINE,
    PREFIXES,
    VILLE,
    VITRE,
    Person,
    contribute,
    decide,
    furnish,
    person,
    ring,
    settled,
)
from tests.instance import Instance
from tests.mailing import Inbox, smtp
from tests.waiting import eventually

GUIDE = f"""{PREFIXES}<> a maillage:Resource ; rdfs:label "Guide"@fr ; dct:type <https://w3id.org/maillage/scheme/resource-kind/method> ;
  maillage:family <https://w3id.org/maillage/scheme/resource-family/documentation> ;
  maillage:scale <https://w3id.org/maillage/scheme/scale/territorial> ; dct:creator <{ALPHA}> ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> ; <http://www.w3.org/ns/dcat#keyword> "budget"@fr ;
  dct:spatial <{ILLE_ET_VILAINE}> ."""
NATIONAL = "https://example.org/id/body/national"


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    """A mail server."""
    with smtp() as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Instance]:
    """A small world with a desk that sends mail."""
    root = tmp_path_factory.mktemp("desk") / "data"
    server = f"smtp://127.0.0.1:{inbox.port}"
    running = Instance(root, writes_hour=10_000, logins_hour=1000, smtp_url=server).start().authorise()
    furnish(running)
    running.update(
        f"INSERT DATA {{ GRAPH <{running.base}/graph/source/essai> {{ <{NATIONAL}> a <https://w3id.org/maillage/def#Body> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "Comité national"@fr ; '
        "<https://w3id.org/maillage/def#level> <https://w3id.org/maillage/scheme/level/national> } }"
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def animator(desk: Instance) -> Person:
    """The animator of Ille-et-Vilaine."""
    options = ("--role", "animator", "--territory", ILLE_ET_VILAINE, "--post", "network-animator")
    return person(desk, "animation@exemple.fr", VILLE, *options)


@pytest.fixture(scope="module")
def author(desk: Instance) -> Person:
    """A contributor of Alpha."""
    return person(desk, "alpha@exemple.fr", ALPHA)


def sent_by(author: Person, turtle: str) -> str:
    """Contribute in a session; the contribution's address."""
    answer = author.session.post(
        author.instance.base + "/contributions",
        data=turtle.encode(),
        headers={"Content-Type": "text/turtle"},
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def status_of(desk: Instance, thing: str) -> str:
    """The editorial state of a resource."""
    rows = desk.rows(f"SELECT ?s WHERE {{ <{thing}> <http://www.w3.org/ns/adms#status> ?s }}")
    assert len(rows) <= 1
    return rows[0]["s"].rpartition("/")[2] if rows else ""


def published_guide(desk: Instance, author: Person) -> str:
    """A resource that is proposed; its IRI."""
    address = sent_by(author, GUIDE)
    assert decide(desk, address, "accept").status_code == 200
    told = settled(desk, address)
    assert told["published"], told
    return str(told["things"][0]["iri"])


def test_a_login_link_serves_once_303_404_and_its_cookie_is_kept_from_scripts(desk: Instance) -> None:
    link = desk.command("account", "create", "une@exemple.fr", "--organisation", ALPHA).strip()
    assert desk.session.get(link, timeout=60).status_code == 200
    someone = Person(desk, link)
    cookie = next(iter(someone.session.cookies))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert someone.get("/account").status_code == 200
    assert desk.session.post(link, timeout=60).status_code == 404
    someone.post("/logout")
    assert "/login?back=%2Faccount" in someone.get("/account").url
    assert someone.get("/account", headers={"Accept": "*/*"}).status_code == 401


def test_a_login_by_mail_or_password_tells_nothing_of_who_has_an_account(desk: Instance, inbox: Inbox) -> None:
    someone = person(desk, "mdp@exemple.fr", BETA)
    assert someone.post("/account", password="un mot de passe long").status_code == 303
    known = desk.request("POST", "/login", data={"address": "mdp@exemple.fr"}, headers={"Accept-Language": "fr"})
    unknown = desk.request("POST", "/login", data={"address": "rien@exemple.fr"}, headers={"Accept-Language": "fr"})
    assert known.text.replace("mdp@", "x@") == unknown.text.replace("rien@", "x@")
    assert Person(desk, inbox.link("mdp@exemple.fr", "/login")).get("/account").status_code == 200
    assert not inbox.to("rien@exemple.fr")
    for password, status in (("un mot de passe long", 303), ("un autre mot de passe", 401)):
        form = {"address": "mdp@exemple.fr", "password": password}
        assert desk.request("POST", "/login", data=form, allow_redirects=False).status_code == status
    wrong = {"address": "rien@exemple.fr", "password": "un autre mot de passe"}
    assert desk.request("POST", "/login", data=wrong).status_code == 401
    assert someone.post("/account", password="court").status_code == 400
    desk.session.cookies.clear()


def test_a_login_link_goes_to_the_address_of_its_account_alone(desk: Instance, inbox: Inbox) -> None:
    person(desk, "marie.dupont@exemple.fr", BETA)
    for typed in ("marie_dupont@exemple.fr", "%@exemple.fr", "marie.%@exemple.fr", "Marie.Dupont@Exemple.fr"):
        assert desk.request("POST", "/login", data={"address": typed}).status_code == 200
    assert Person(desk, inbox.link("marie.dupont@exemple.fr", "/login")).get("/account").status_code == 200
    assert not {"marie_dupont@exemple.fr", "%@exemple.fr", "marie.%@exemple.fr"} & {m["To"] for m in inbox.messages}


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_vector_52_a_cookie_does_nothing_for_another_site_403(
    desk: Instance, animator: Person, headers: dict[str, str]
) -> None:
    before = desk.health()["version"]
    address = contribute(desk, ring()).headers["Location"].removeprefix(desk.base)
    assert animator.post(f"/desk{address}", headers=headers, move="confirm").status_code == 403
    assert animator.post("/account", headers=headers, password="un mot de passe long").status_code == 403
    assert animator.post("/logout", headers=headers).status_code == 403
    assert animator.post("/update", headers=headers, update="DROP ALL").status_code == 403
    assert desk.health()["version"] == before


def test_the_queue_shows_what_lies_in_ones_territory_and_the_rest_does_not_exist_404(
    desk: Instance, animator: Person, author: Person
) -> None:
    mine, other = sent_by(author, ring("Ici")), sent_by(author, ring("Ailleurs", commune=BLAGNAC))
    page = animator.get("/desk")
    assert ("Ici" in page.text, "Ailleurs" in page.text) == (True, False)
    assert "Ici" in animator.get("/desk", params={"territory": ILLE_ET_VILAINE}).text
    assert "Ici" not in animator.get("/desk", params={"territory": HAUTE_GARONNE}).text
    assert animator.get("/desk" + other.removeprefix(desk.base)).status_code == 404
    assert animator.post("/desk" + other.removeprefix(desk.base), move="accept").status_code == 404
    shown = animator.get("/desk" + mine.removeprefix(desk.base))
    assert (shown.status_code, "Proposé" in shown.text) == (200, True)


def test_a_role_in_a_network_is_over_what_its_members_contribute_404(desk: Instance, author: Person) -> None:
    mine, other = sent_by(author, ring("De la fédération")), sent_by(author, ring("D’ailleurs", owner=BETA))
    network = "https://example.org/id/organisation/federation"
    animator = person(desk, "federation@exemple.fr", VILLE, "--role", "animator", "--network", network)
    page = animator.get("/desk").text
    assert ("De la fédération" in page, "D’ailleurs" in page) == (True, False)
    assert animator.get("/desk" + mine.removeprefix(desk.base)).status_code == 200
    assert animator.get("/desk" + other.removeprefix(desk.base)).status_code == 404


def test_a_revision_is_decided_where_the_thing_lies_not_where_it_would_lie_409(desk: Instance) -> None:
    vitre = person(desk, "vitre@exemple.fr", ALPHA, "--role", "animator", "--territory", VITRE)
    there = contribute(desk, ring("À Blagnac", BETA, BLAGNAC), desk.token("blagnac", "contributor")).headers["Location"]
    assert decide(desk, there, "accept").status_code == 200
    thing = settled(desk, there)["things"][0]["iri"]
    headers = {
        "Content-Type": "text/turtle",
        "If-Match": desk.get("/contributions", params={"thing": thing}).headers["ETag"],
        "Origin": desk.base,
    }
    taken = ring("Pris par Vitré", ALPHA, VITRE, thing).encode()
    sent = vitre.session.post(f"{desk.base}/contributions", data=taken, headers=headers, timeout=60)
    assert sent.status_code == 201, sent.text
    path = sent.headers["Location"].removeprefix(desk.base)
    assert HAUTE_GARONNE in desk.get(path, headers=desk.bearer).json()["areas"]
    assert vitre.post(f"/desk{path}", move="accept").status_code == 409


def test_what_another_sent_under_the_same_name_is_told_to_who_decides_alone(
    desk: Instance, animator: Person, author: Person
) -> None:
    other = contribute(desk, ring("Homonyme"), desk.token("homonyme", "contributor")).headers["Location"]
    mine = "/desk" + sent_by(author, ring("Homonyme")).removeprefix(desk.base)
    assert other.removeprefix(desk.base) in animator.get(mine).text
    assert other.removeprefix(desk.base) not in author.get(mine).text


def test_who_decides_neither_rewrites_nor_forgets_what_another_sent_403(
    desk: Instance, animator: Person, author: Person
) -> None:
    address = sent_by(author, ring("Mots d’autrui"))
    headers = {"Content-Type": "text/turtle", "If-Match": "*", "Origin": desk.base}
    rewritten = animator.session.put(address, data=ring("Réécrits").encode(), headers=headers, timeout=60)
    forgotten = animator.session.delete(address, headers={"Origin": desk.base}, timeout=60)
    token = desk.write("DELETE", address.removeprefix(desk.base))
    assert (rewritten.status_code, forgotten.status_code, token.status_code) == (403, 403, 403)
    assert desk.get(address.removeprefix(desk.base), headers=desk.bearer).json()["title"] == "Mots d’autrui"


def test_a_refusal_needs_its_reason_409_303_and_the_author_is_told(
    desk: Instance, animator: Person, author: Person, inbox: Inbox
) -> None:
    path = "/desk" + sent_by(author, ring("À refuser")).removeprefix(desk.base)
    refused = animator.post(path, move="refuse")
    assert (refused.status_code, "Dites pourquoi" in refused.text) == (409, True)
    assert animator.post(path, move="refuse", reason="Déjà référencé.").status_code == 303
    follow = inbox.link("alpha@exemple.fr", "/follow")
    page = desk.session.get(follow, headers={"Accept-Language": "fr"}, timeout=60)
    assert "Refusée" in page.text
    assert "Déjà référencé." in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert animator.post(path, move="undo").status_code == 303


def test_a_text_with_a_telephone_is_accepted_only_with_a_reason_409_303(
    desk: Instance, animator: Person, author: Person
) -> None:
    address = sent_by(author, ring("Au téléphone", more='dct:description "Appeler le 06 12 34 56 78."@fr'))
    path = "/desk" + address.removeprefix(desk.base)
    refused = animator.post(path, move="accept")
    assert (refused.status_code, "semble contenir un téléphone" in refused.text) == (409, True)
    assert animator.post(path, move="accept", reason="C’est le standard.").status_code == 303


def test_an_acceptance_is_published_with_its_function_and_shown_on_the_page(
    desk: Instance, animator: Person, author: Person
) -> None:
    address = sent_by(author, ring("Barnum"))
    assert animator.post("/desk" + address.removeprefix(desk.base), move="accept").status_code == 303
    told = settled(desk, address)
    thing = told["things"][0]["iri"]
    page = desk.get(
        thing.replace("/id/", "/doc/").removeprefix(desk.base), headers={"Accept": "text/html", "Accept-Language": "fr"}
    ).text
    assert "Histoire de cette fiche" in page
    assert "animation de réseau" in page
    posts = desk.rows(
        "SELECT ?post ?org WHERE { ?act a <http://www.w3.org/ns/prov#Activity> ; "
        f"<http://www.w3.org/ns/prov#used> <{desk.base}/id/contribution/{told['id']}#revision> ; "
        "<http://www.w3.org/ns/prov#wasAssociatedWith> ?post . ?post <http://www.w3.org/ns/org#postIn> ?org }"
    )
    assert [row["org"] for row in posts] == [VILLE]
    assert not desk.ask('ASK { ?s ?p ?o FILTER (CONTAINS(STR(?o), "@exemple.fr")) }')


def test_a_verification_is_by_a_professional_who_is_not_the_author_403_409_303(desk: Instance, author: Person) -> None:
    thing = published_guide(desk, author)
    path = "/desk/resource"
    assert author.post(path, thing=thing, move="verify", reason="Relu.").status_code == 409
    own = person(desk, "comptable-alpha@exemple.fr", ALPHA, "--capacity", "accountant")
    assert own.post(path, thing=thing, move="verify", reason="Relu.").status_code == 403
    other = person(desk, "comptable@exemple.fr", BETA, "--capacity", "accountant")
    assert other.post(path, thing=thing, move="verify", reason="Relu.").status_code == 303
    eventually(lambda: status_of(desk, thing) == "verified")
    assert (
        "Relu."
        in desk.get(thing.removeprefix(desk.base).replace("/id/", "/doc/"), headers={"Accept": "text/html"}).text
    )
    rows = desk.rows(
        f"SELECT ?v WHERE {{ ?v a <https://w3id.org/maillage/def#Verification> ; <http://www.w3.org/ns/prov#used> <{thing}> }}"
    )
    assert len(rows) == 1


def committee(desk: Instance, name: str, organisation: str, body: str) -> Person:
    """A member of a body."""
    return person(desk, f"{name}@exemple.fr", organisation, "--role", "committee", "--body", body)


def test_a_validation_needs_two_kinds_of_actor_and_the_national_base_a_national_body(
    desk: Instance, author: Person
) -> None:
    thing, path = published_guide(desk, author), "/desk/resource"
    verifier = person(desk, "juriste@exemple.fr", BETA, "--capacity", "lawyer")
    one, two = committee(desk, "c1", BETA, BODY), committee(desk, "c2", ALPHA, BODY)
    third = committee(desk, "c3", VILLE, BODY)
    ask: dict[str, Any] = {
        "thing": thing,
        "move": "validate",
        "body": BODY,
        "reach": "everywhere",
        "reason": "Claire et éprouvée.",
    }
    assert one.post(path, **ask).status_code == 409
    verifier.post(path, thing=thing, move="verify", reason="Conforme au droit.")
    eventually(lambda: status_of(desk, thing) == "verified")
    assert verifier.post(path, **ask).status_code == 403
    assert one.post(path, **ask).status_code == 303
    first = opened(one, thing)
    for member in (one, two):
        assert member.post(path, thing=thing, move="vote", decision=first, choice="yes").status_code == 303
    assert one.post(path, **ask).status_code == 409
    assert one.post(path, thing=thing, move="vote", decision=first).status_code == 409
    assert one.post(path, thing=thing, move="close", decision=first).status_code == 409
    assert one.post(path, thing=thing, move="adjourn", decision=first).status_code == 303
    assert status_of(desk, thing) == "verified"
    assert one.post(path, **ask).status_code == 303
    second = opened(one, thing)
    assert author.post(path, thing=thing, move="vote", decision=second, choice="no").status_code == 403
    for member in (one, third):
        member.post(path, thing=thing, move="vote", decision=second, choice="yes")
    one.post(path, thing=thing, move="close", decision=second)
    eventually(lambda: status_of(desk, thing) == "validated")
    assert desk.ask(
        f"ASK {{ <{thing}> <https://w3id.org/maillage/def#reach> <https://w3id.org/maillage/scheme/reach/everywhere> }}"
    )
    base = {**ask, "move": "base"}
    assert one.post(path, **base).status_code == 409
    national = [committee(desk, f"n{n}", org, NATIONAL) for n, org in enumerate((BETA, ETAT))]
    assert national[0].post(path, **{**base, "body": NATIONAL}).status_code == 303
    last = opened(national[0], thing)
    for member in national:
        member.post(path, thing=thing, move="vote", decision=last, choice="yes")
    national[0].post(path, thing=thing, move="close", decision=last)
    eventually(lambda: status_of(desk, thing) == "national-base")
    until = desk.rows(
        f"SELECT ?u WHERE {{ ?l <https://schema.org/about> <{thing}> ; <https://schema.org/validThrough> ?u }}"
    )
    assert len(until) == 1
    told = desk.get(thing.removeprefix(desk.base).replace("/id/", "/doc/") + ".html?lang=fr").text
    # The body decided, whoever of it closed the vote.
    assert "Décision</a> · Comité national · Claire et éprouvée. · validée" in told
    assert f"Décision</a> · {BODY} · Claire et éprouvée. · validée" in told


def opened(member: Person, thing: str) -> str:
    """The decision that is open on a thing."""
    page = member.get("/desk/resource", params={"thing": thing}).text
    return page.partition('name="decision" value="')[2].partition('"')[0]


def test_a_claim_is_granted_by_the_animator_of_the_territory(desk: Instance, animator: Person, inbox: Inbox) -> None:
    form = {
        "organisation": ALPHA,
        "address": "presidence@exemple.fr",
        "post": "chair",
        "message": "Vous nous connaissez.",
    }
    assert desk.request("POST", "/claim", data=form).status_code == 200
    page = animator.get("/desk/claims")
    assert "presidence@exemple.fr" in page.text
    identity = page.text.partition('name="claim" value="')[2].partition('"')[0]
    elsewhere = person(desk, "ailleurs@exemple.fr", VILLE, "--role", "animator", "--territory", HAUTE_GARONNE)
    assert "presidence@exemple.fr" not in elsewhere.get("/desk/claims").text
    assert elsewhere.post("/desk/claims", claim=identity, answer="grant").status_code == 403
    assert animator.post("/desk/claims", claim=identity, answer="grant").status_code == 303
    assert Person(desk, inbox.link("presidence@exemple.fr", "/login")).get("/account").status_code == 200
    assert animator.post("/desk/claims", claim=identity, answer="grant").status_code == 409


def test_what_is_reported_is_answered(desk: Instance, animator: Person, inbox: Inbox) -> None:
    form = {"thing": ALPHA, "message": "L’adresse a changé.", "address": "passant@exemple.fr"}
    assert desk.request("POST", "/report", data=form).status_code == 200
    assert desk.request("POST", "/report", data={**form, "message": " "}).status_code == 400
    page = animator.get("/desk/reports").text
    assert "L’adresse a changé." in page
    identity = page.partition('name="report" value="')[2].partition('"')[0]
    assert animator.post("/desk/reports", report=identity, answer="Corrigé.").status_code == 303
    eventually(lambda: any("Corrigé." in body for body in inbox.to("passant@exemple.fr")))


def test_a_contribution_without_account_is_confirmed_by_its_mail_and_not_by_looking(
    desk: Instance, inbox: Inbox
) -> None:
    sent = contribute(desk, ring("Par courriel"), Maillage_Reply_To="voisin@exemple.fr")
    link = inbox.link("voisin@exemple.fr", "/confirm")
    path = sent.headers["Location"].removeprefix(desk.base)
    assert desk.session.get(link, timeout=60).status_code == 200
    assert desk.get(path, headers=desk.bearer).json()["state"] == "to-confirm"
    assert desk.session.post(link, timeout=60, allow_redirects=False).status_code == 303
    assert desk.get(path, headers=desk.bearer).json()["state"] == "submitted"
    assert desk.session.post(link, timeout=60).status_code == 404


def test_a_stranger_sends_no_words_of_theirs_to_an_address_that_they_give(desk: Instance, inbox: Inbox) -> None:
    sent = contribute(desk, ring("Relais"), Maillage_Reply_To="cible@exemple.fr")
    follow, link = sent.json()["follow"], inbox.link("cible@exemple.fr", "/confirm")
    told = desk.session.post(follow, data={"move": "comment", "reason": "Achetez !"}, timeout=60)
    assert told.status_code == 200
    assert desk.session.post(link, timeout=60).status_code == 200
    assert decide(desk, sent.headers["Location"], "return", "Précisez.").status_code == 200
    eventually(lambda: any("Précisez." in body for body in inbox.to("cible@exemple.fr")))
    assert not any("Achetez" in body for body in inbox.to("cible@exemple.fr"))


def test_a_title_stays_in_the_subject_of_its_mail_and_an_address_is_one_400(desk: Instance, inbox: Inbox) -> None:
    title = "=?utf-8?q?Ring=0D=0ABcc=3A_tiers=40exemple.fr=0D=0A=0D=0AAchetez?="
    contribute(desk, ring(title), Maillage_Reply_To="titre@exemple.fr")
    inbox.link("titre@exemple.fr", "/confirm")
    message = next(one for one in inbox.messages if one["To"] == "titre@exemple.fr")
    assert "Achetez" in message["Subject"]
    assert message["Bcc"] is None
    two = "=?utf-8?q?tiers=40exemple.fr=2C?=x@exemple.fr"
    assert contribute(desk, ring(), Maillage_Reply_To=two).status_code == 400


def test_an_author_without_account_moves_and_an_address_is_written_to_so_often_an_hour_429(
    tmp_path: Path, inbox: Inbox
) -> None:
    server = f"smtp://127.0.0.1:{inbox.port}"
    small = furnish(Instance(tmp_path / "data", writes_hour=4, logins_hour=2, smtp_url=server).start().authorise())
    to = [contribute(small, ring(), Maillage_Reply_To="souvent@exemple.fr") for _ in range(3)]
    assert [one.status_code for one in to] == [201, 201, 429]
    said = [small.session.post(to[0].json()["follow"], data={"move": "comment", "reason": "Encore"}) for _ in range(2)]
    assert [one.status_code for one in said] == [200, 429]
    small.stop()


def test_the_log_holds_no_secret_of_a_private_address(desk: Instance) -> None:
    follow = contribute(desk, ring("Suivie")).json()["follow"]
    secret = follow.rpartition("/")[2]
    path = follow.removeprefix(desk.base)
    assert desk.request("POST", path, data={"move": "comment", "reason": "Un mot"}).status_code == 200
    assert desk.request("POST", f"/contribute/revise/{secret}").status_code == 412
    assert desk.get(f"/login/{secret}").status_code == 404
    text = desk.log.read_text()
    assert "path=/follow/…" in text
    assert secret not in text


def test_an_account_handed_over_ends_its_sessions_and_a_closed_one_is_unknown(desk: Instance) -> None:
    someone = person(desk, "avant@exemple.fr", BETA)
    desk.command("account", "hand-over", "avant@exemple.fr", "apres@exemple.fr")
    assert someone.get("/account", headers={"Accept": "*/*"}).status_code == 401
    successor = Person(desk, desk.command("account", "link", "apres@exemple.fr").strip())
    assert successor.get("/account").status_code == 200
    desk.command("account", "close", "apres@exemple.fr")
    assert successor.get("/account", headers={"Accept": "*/*"}).status_code == 401
    desk.command("account", "link", "apres@exemple.fr", code=1)


def test_an_account_is_not_handed_over_to_the_address_of_another_400(desk: Instance) -> None:
    someone = person(desk, "une.personne@exemple.fr", BETA)
    person(desk, "deja.prise@exemple.fr", BETA)
    for address in ("deja.prise@exemple.fr", "Deja.Prise@exemple.fr"):
        assert someone.post("/account", address=address).status_code == 400
    assert someone.get("/account").status_code == 200


@pytest.mark.parametrize("path", ["/desk/overdue", "/desk/networks", "/desk/decisions", "/desk/trail", "/desk"])
def test_the_pages_of_the_desk_need_an_account_401_and_a_role_403(desk: Instance, author: Person, path: str) -> None:
    assert desk.get(path).status_code == 401
    assert author.get(path).status_code == (200 if path == "/desk" else 403)
    keeper = person(desk, f"garde{path.replace('/', '-')}@exemple.fr", VILLE, "--role", "administrator")
    assert keeper.get(path).status_code == 200
    assert keeper.get(path, headers={"Accept-Language": "en"}).status_code == 200
    assert "no-store" in keeper.get(path).headers["Cache-Control"]


def test_a_person_is_exported_and_forgotten_everywhere_at_the_desk(desk: Instance) -> None:
    contribute(desk, ring("À oublier"), Maillage_Reply_To="oubli@exemple.fr")
    assert "oubli@exemple.fr" in desk.command("account", "export", "oubli@exemple.fr")
    desk.command("account", "forget", "oubli@exemple.fr")
    assert desk.command("account", "export", "oubli@exemple.fr").strip() == "{}"
    for file in (desk.root / "desk.sqlite", desk.root / "desk.sqlite-wal", desk.log):
        assert not file.exists() or b"oubli@exemple.fr" not in file.read_bytes()


def test_the_account_and_the_trail_are_told_in_words(desk: Instance, animator: Person) -> None:
    held = animator.get("/account").text
    assert "animation de réseau" in held
    assert "animation d’un territoire · Ille-et-Vilaine" in held
    assert "network-animator" not in held
    address = contribute(desk, ring("Ring du journal")).headers["Location"]
    page = address.removeprefix(desk.base).replace("/contributions/", "/desk/contributions/")
    assert animator.post(page, move="confirm").status_code == 303
    keeper = person(desk, "journal@exemple.fr", VILLE, "--role", "administrator")
    told = keeper.get("/desk/trail").text
    assert "Ville, animation de réseau" in told
    assert "account:" not in told
    assert (
        f'<td data-label="Acte">Confirmer</td><td data-label="À propos de"><a href="{page}">Ring du journal</a>' in told
    )
    assert "Rôle donné : administration" in told
    english = keeper.get("/desk/trail", headers={"Accept-Language": "en"}).text
    assert "Role given: administrator" in english
    desk_page = keeper.get("/desk").text
    assert "aujourd’hui" in desk_page
    assert "(s)" not in desk_page


def test_a_returned_contribution_says_what_was_sent_and_why_above_its_form(desk: Instance, animator: Person) -> None:
    made = contribute(desk, ring("Barnum renvoyé"))
    page = made.headers["Location"].removeprefix(desk.base).replace("/contributions/", "/desk/contributions/")
    follow = made.json()["follow"].removeprefix(desk.base)
    french = {"Accept": "text/html", "Accept-Language": "fr"}
    shown = desk.get(follow, headers=french).text
    assert "Ce que vous avez envoyé" in shown
    assert "<dd>Alpha</dd>" in shown
    assert "<dd>Vitré</dd>" in shown
    # Its class in the reader's words, though the graph names it in none.
    assert "equipment" not in shown
    assert animator.post(page, move="confirm").status_code == 303
    assert animator.post(page, move="return", reason="Dites sa taille.").status_code == 303
    form = desk.get(follow.replace("/follow/", "/contribute/revise/"), headers=french).text
    assert "<h1>Modifier : Barnum renvoyé</h1>" in form
    assert "<blockquote>Dites sa taille.</blockquote>" in form


def test_a_verification_is_not_offered_twice_and_tells_its_capacity(desk: Instance, author: Person) -> None:
    thing = published_guide(desk, author)
    path = thing.removeprefix(desk.base).replace("/id/", "/doc/") + ".html"
    verifier = person(desk, "compta@exemple.fr", BETA, "--capacity", "accountant")
    at_desk = f"/desk/resource?thing={thing}"
    assert 'value="verify"' in verifier.get(at_desk).text
    verifier.post("/desk/resource", thing=thing, move="verify", reason="Conforme.")
    # Published or about to be: what was done is not offered again.
    waiting = verifier.get(at_desk).text
    assert 'value="verify"' not in waiting
    assert "en cours de publication" in waiting or "Vérifiée" in waiting
    eventually(lambda: status_of(desk, thing) == "verified")
    told = desk.get(path, headers={"Accept-Language": "fr"}).text
    assert "Vérification</a> · Bêta, comptable · Conforme." in told


def test_a_revision_that_is_undone_is_told_in_the_history_of_its_thing(desk: Instance, author: Person) -> None:
    first = sent_by(author, ring("Ring défait"))
    assert decide(desk, first, "accept").status_code == 200
    thing = str(settled(desk, first)["things"][0]["iri"])
    path = thing.removeprefix(desk.base).replace("/id/", "/doc/")
    etag = desk.get("/contributions", params={"thing": thing}).headers["ETag"]
    headers = {"Content-Type": "text/turtle", "If-Match": etag, "Origin": desk.base}
    body = ring("Ring refait", iri=thing).encode()
    second = author.session.post(f"{desk.base}/contributions", data=body, headers=headers, timeout=60)
    assert second.status_code == 201, second.text
    address = second.headers["Location"]
    assert decide(desk, address, "accept").status_code == 200
    assert settled(desk, address)["published"]
    assert decide(desk, address, "undo").status_code == 200

    def told() -> str:
        page = desk.get(path + ".html", headers={"Accept-Language": "fr"}).text
        return page if "Annulation : la version d’avant est rétablie" in page else ""

    page = eventually(told)
    acts = [act for act in ("Acceptation", "Annulation") for _ in range(page.count(f"· {act}"))]
    assert acts == ["Acceptation", "Acceptation", "Annulation"]
    assert page.index("· Annulation") > page.rindex("· Acceptation")
    assert "</time> · Annulation" in page
    assert "\u00a0h" in page.partition('id="history"')[2]
