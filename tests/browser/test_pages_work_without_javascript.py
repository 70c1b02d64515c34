"""A browser with scripts switched off: every page is whole, and nothing on it waits for a script."""

from __future__ import annotations

import pytest

from browser.pages import pages_of_everybody

# What somebody without scripts would be stuck at. A single field is sent by the Enter key; `data-show` and the like
# mark what is of use only with a script and hidden without one.
UNUSABLE = """() => {
    const seen = element => {
        const box = element.getBoundingClientRect();
        return element.checkVisibility({checkVisibilityCSS: true}) && box.width > 0 && box.height > 0;
    };
    const all = selector => [...document.querySelectorAll(selector)].filter(seen);
    const sends = form => form.querySelector("button:not([type=button]), input[type=submit]") || form.role === "search";
    return [
        ...(all("h1").length ? [] : ["no heading"]),
        ...all("form").filter(form => !sends(form)).map(form => `no way to send ${form.action}`),
        ...all("button[type=button]:not([data-show], [data-key-only], dialog *)").map(
            button => `does nothing without a script: ${button.innerText}`),
    ];
}"""


@pytest.mark.parametrize("half", [0, 1], ids=["one half", "the other"])  # so that two workers share them
def test_every_page_is_whole_without_a_script(world, open_page, half):
    people = [world.people.alice, world.people.bob]
    windows = {person: open_page(person, javascript=False) for person in people}
    found = []
    for person, path in pages_of_everybody(world, people, part=half, of=2):
        page = windows[person]
        page.goto(path)
        found += [f"{page.url}: {fault}" for fault in page.evaluate(UNUSABLE)]
    assert not found, "\n".join(found)


def test_signing_in_and_out_needs_no_script(world, open_page):
    person = world.people.alice
    person.set_password("a password of twelve")
    person.save(update_fields=["password"])
    page = open_page(path="/", javascript=False)
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password").fill("a password of twelve")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    assert "/sign-in/" in page.url
