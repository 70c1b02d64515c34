"""Pages for scripts, answers, questions and plain words: read them, see them filled for an account, change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecourse.calls import script_actions
from duecourse.calls.facts import facts_for
from duecourse.calls.queries import zone_of
from duecourse.calls.saying import caller_of
from duecourse.domain.contact_policy.words import EMAIL as EMAIL_CHANNEL
from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.objections import FilledCard, fill_cards
from duecourse.domain.plain_language import EMAIL, check, readability
from duecourse.domain.script import TITLES, Script, fill
from duecourse.domain.spoken import CONDITIONS, PLACEHOLDERS
from duecourse.domain.written import Composed
from duecourse.lib import clock
from duecourse.playbooks import PlaybookError, editing, overlay_root, read_toml_text
from duecourse.playbooks.messages import HOUSE_FILE as MESSAGES_HOUSE
from duecourse.playbooks.messages import composed, read_message
from duecourse.playbooks.objections import read_card
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.review import remarks_on
from duecourse.playbooks.script_text import read_script
from duecourse.playbooks.scripts import in_house, load_house, shared_steps, to_say
from duecourse.receivables.models import Account
from duecourse.receivables.queries import AmbiguousAccount, account_named
from duecourse.teams.models import Role, User


@dataclass(frozen=True, slots=True)
class Preview:
    """A text filled for one account. `script`, `card` or `message` is set, or `error` says why there is none."""

    account: Account | None = None
    script: Script | None = None
    card: FilledCard | None = None
    message: Composed | None = None
    error: str = ""


@require_GET
def playbooks(request: HttpRequest) -> HttpResponse:
    """Everything that may be read, by section; what the team has changed is marked."""
    sections = [
        (section, [(source, editing.about(source)) for source in editing.sources(section.folder)])
        for section in editing.SECTIONS.values()
    ]
    return render(request, "calls/scripts/list.html", {"sections": sections, "may_edit": _may_edit(request)})


# What may be checked at once: a long e-mail, not a book.
MAX_CHECKED = 20_000


@require_http_methods(["GET", "POST"])
def check_text(request: HttpRequest) -> HttpResponse:
    """Paste an e-mail, a letter or a sentence and see how it reads. Nothing is kept."""
    text = request.POST.get("text", "")[:MAX_CHECKED]
    kind = request.POST.get("kind", "")
    findings = check(text, load_terms(), kind=kind if kind in ACCOUNT_KINDS else "", medium=EMAIL)
    context = {
        "text": text,
        "kind": kind,
        "kinds": ACCOUNT_KINDS,
        "findings": findings,
        "counts": readability(text),
        "checked": bool(text.strip()),
    }
    return render(request, "calls/scripts/check.html", context)


@require_GET
def playbook(request: HttpRequest) -> HttpResponse:
    """One file as it is, and filled for an account when one is named (`?file=scripts/plan.md&account=C-1001`)."""
    source = _source(request.GET.get("file", ""))
    if source is None:
        return redirect("calls:scripts")
    named = request.GET.get("account", "")
    return render(
        request,
        "calls/scripts/read.html",
        {
            "source": source,
            "title": editing.about(source).title,
            "text": source.text,
            "changes": source.changes,
            "named": named,
            "preview": _preview(request, source.file, source.text, named),
            "may_edit": _may_edit(request),
            "can_preview": _can_preview(source.file),
        },
    )


@require_http_methods(["GET", "POST"])
def edit_playbook(request: HttpRequest) -> HttpResponse:
    """Change a file in a text box. "Check" shows what is wrong and a preview; "Save" keeps it when nothing is."""
    source = _source(request.POST.get("file") or request.GET.get("file", ""))
    if source is None:
        return redirect("calls:scripts")
    _require_editor(request)
    typed = _Typed.of(request, source)
    if typed.saving and _saved(request, typed):
        return redirect(f"{reverse('calls:playbook')}?{urlencode({'file': typed.file, 'account': typed.named})}")
    context = {"source": source, "title": editing.about(source).title, **_checks(request, typed)}
    return render(request, "calls/scripts/edit.html", context, status=422 if typed.saving else 200)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the editor. `file` is where it would be saved; `name_error` says what is wrong with that name."""

    file: str
    text: str
    named: str
    save_as: str
    saving: bool
    although: bool
    name_error: str = ""

    @staticmethod
    def of(request: HttpRequest, source: editing.Source) -> _Typed:
        post = request.POST
        save_as = post.get("as", "").strip()
        file, error = source.file, ""
        if save_as:
            try:
                file = editing.new_file(source.folder, save_as)
            except PlaybookError as wrong:
                error = str(wrong)
        return _Typed(
            file=file,
            text=post.get("text", source.text).replace("\r\n", "\n"),
            named=post.get("account") or request.GET.get("account", ""),
            save_as=save_as,
            saving=post.get("do") == "save",
            although=post.get("although") == "on",
            name_error=error,
        )


def _checks(request: HttpRequest, typed: _Typed) -> dict[str, Any]:
    """Everything the editor says about the text, before anything is written."""
    problems = editing.problems_of(typed.file, typed.text, overlay_root())
    remarks = remarks_on(typed.file, typed.text, load_terms())
    return {
        "text": typed.text,
        "named": typed.named,
        "save_as": typed.save_as,
        "problems": (*((typed.name_error,) if typed.name_error else ()), *problems),
        "remarks": remarks,
        "grave": sum(remark.is_grave for remark in remarks),
        "refused": typed.saving,
        "preview": None if problems else _preview(request, typed.file, typed.text, typed.named),
        "can_preview": _can_preview(typed.file),
        "placeholders": PLACEHOLDERS.values(),
        "conditions": CONDITIONS.values(),
        "situations": TITLES.items(),
    }


def _saved(request: HttpRequest, typed: _Typed) -> bool:
    if typed.name_error:
        return False
    user = cast(User, request.user)
    try:
        script_actions.save_playbook(
            actor=user, now=clock.now(), file=typed.file, text=typed.text, although=typed.although
        )
    except script_actions.NotSaved:
        return False
    messages.success(request, "Saved. It is in force from the next call on.")
    return True


@require_POST
def take_back_playbook(request: HttpRequest) -> HttpResponse:
    """Remove the team's own version; the shipped one is in force again."""
    _require_editor(request)
    source = _source(request.POST.get("file", ""))
    if source is None:
        return redirect("calls:scripts")
    user, title = cast(User, request.user), editing.about(source).title
    if script_actions.take_back_playbook(actor=user, now=clock.now(), file=source.file):
        how = "is as it came" if source.is_shipped else "is removed"
        messages.success(request, f"Taken back: “{title}” {how}. Your version is in the audit log.")
    if not source.is_shipped:
        return redirect("calls:scripts")
    return redirect(f"{reverse('calls:playbook')}?{urlencode({'file': source.file})}")


def _source(file: str) -> editing.Source | None:
    """The file; None when none was named. A file that does not exist is 404."""
    if not file:
        return None
    try:
        return editing.source(file)
    except PlaybookError as error:
        raise Http404(str(error)) from error


def _may_edit(request: HttpRequest) -> bool:
    user = cast(User, request.user)
    return user.may_write and user.role in (Role.LEAD, Role.ADMINISTRATOR)


def _require_editor(request: HttpRequest) -> None:
    if not _may_edit(request):
        raise PermissionDenied("A team lead has to do this.")


def _can_preview(file: str) -> bool:
    if file.startswith("messages/"):
        return not file.endswith(f"/{MESSAGES_HOUSE}")
    return file.startswith("objections/") or (file.endswith(".md") and not file.endswith("/shared.md"))


def _preview(request: HttpRequest, file: str, text: str, named: str) -> Preview | None:
    """The text filled for the account that was named; None when none was, or when the file is never filled."""
    if not named or not _can_preview(file):
        return None
    user = cast(User, request.user)
    try:
        account = account_named(user, named.strip()[:120])
    except Account.DoesNotExist:
        return Preview(error=f"No account of yours has the number “{named[:60]}”.")
    except AmbiguousAccount as error:
        return Preview(error=str(error))
    try:
        return _filled(account, user, file, text)
    except PlaybookError as error:
        return Preview(account, error=str(error))


def _filled(account: Account, user: User, file: str, text: str) -> Preview:
    today = clock.now().astimezone(zone_of(account)).date()
    facts = facts_for(account, today)
    caller = in_house(caller_of(user, account), facts, load_house())
    if file.startswith("objections/"):
        card = read_card(read_toml_text(text, file), file, file)
        filled = fill_cards((card,), facts, today, caller)
        if not filled:
            return Preview(
                account, error=f"This card is for {', '.join(card.kinds)} accounts; this one is {facts.kind}."
            )
        return Preview(account, card=filled[0])
    if file.startswith("messages/"):
        message = read_message(read_toml_text(text, file), file, file)
        return Preview(account, message=composed(message, facts, clock.now(), caller=caller, channel=EMAIL_CHANNEL))
    template, problems = read_script(text, file, shared_steps())
    if template is None or problems:
        return Preview(account, error="; ".join(map(str, problems)))
    said = to_say(facts, today, caller=caller)
    return Preview(account, script=fill(template, facts, today, caller, disclosures=said))
