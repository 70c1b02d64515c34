"""A lead's switch."""

from __future__ import annotations

from django import forms

from duecourse.reviewer.models import MOST_A_DAY


class SwitchForm(forms.Form):
    is_on = forms.BooleanField(required=False, label="Leads may ask for second opinions")
    most_a_day = forms.IntegerField(min_value=1, max_value=MOST_A_DAY, label="Calls within 24 hours, at most")
