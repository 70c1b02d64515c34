"""The demo: a believable ledger with its people and their past calls. Import it after Django is set up."""

from duecourse.cli.demo.people import DEMO_NOW, PEOPLE, PORTFOLIOS, Person
from duecourse.cli.demo.seed import DemoSummary, NotEmpty, build

__all__ = ["DEMO_NOW", "PEOPLE", "PORTFOLIOS", "DemoSummary", "NotEmpty", "Person", "build"]
