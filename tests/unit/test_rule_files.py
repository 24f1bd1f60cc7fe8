import re
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.rule_files import SHIPPED, RulesFileError, load_frameworks, load_looks_rule, load_policy

POLICY = (SHIPPED / "policy.toml").read_text(encoding="utf-8")
FRAMEWORK = (SHIPPED / "frameworks" / "working-together-2018.toml").read_text(encoding="utf-8")

Faults = Callable[[str], tuple[str, ...]]


@pytest.fixture
def policy_faults(tmp_path: Path) -> Faults:
    def load(text: str) -> tuple[str, ...]:
        path = tmp_path / "ours.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RulesFileError) as refused:
            load_policy(path)
        return refused.value.faults

    return load


@pytest.fixture
def framework_faults(tmp_path: Path) -> Faults:
    def load(text: str) -> tuple[str, ...]:
        (tmp_path / "working-together-2018.toml").write_text(text, encoding="utf-8")
        with pytest.raises(RulesFileError) as refused:
            load_frameworks(tmp_path)
        return refused.value.faults

    return load


def section(text: str, name: str) -> str:
    """One table of the file, to be changed or left out."""
    found = re.search(rf"^\[{re.escape(name)}\]\n(?:.+\n)+", text, re.MULTILINE)
    assert found, name
    return found.group()


def changed(text: str, name: str, old: str, new: str) -> str:
    table = section(text, name)
    assert old in table
    return text.replace(table, table.replace(old, new))


def test_a_copy_of_the_policy_that_ships_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(POLICY.replace('version = "1"', 'version = "2"'), encoding="utf-8")

    assert load_policy(path).version == "2"


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        (
            "duties.acknowledgement",
            "amount = 2",
            "amount = 0",
            "duties.acknowledgement.amount: Input should be greater",
        ),
        ("duties.acknowledgement", "amount = 2", 'amount = "two"', "duties.acknowledgement.amount: Input should be a"),
        ("duties.acknowledgement", "amount = 2\n", "", "duties.acknowledgement.amount: is missing"),
        (
            "duties.acknowledgement",
            "amount = 2",
            "amount = 2\ncolour = 3",
            "duties.acknowledgement.colour: is no field that is known",
        ),
        (
            "duties.acknowledgement",
            '"working_days"',
            '"weeks"',
            "duties.acknowledgement.unit: Input should be 'working",
        ),
        (
            "duties.acknowledgement",
            '"local_target"',
            '"statute"',
            "duties.acknowledgement.force: must be 'local_target'",
        ),
        ("duties.acknowledgement", '"coordinator"', '"cook"', "duties.acknowledgement.owner: 'cook' is not known"),
        ("duties.signature", "[duties.signature]", "[duties.autograph]", "duties.signature: is missing"),
        ("retention.published_review", "years = 75", "years = 0", "retention.published_review.years: Input should be"),
        ("retention.published_review", '["local', '["cook", "local', "retention.published_review.approvers #1: Input"),
        (
            "retention.published_review",
            "years = 75\nreview_before_months = 12",
            "years = 1\nreview_before_months = 12",
            "retention.published_review.review_before_months: must be less than the whole period, 12 months",
        ),
        (
            "retention.published_review",
            '"youngest_child_born"',
            '"someday"',
            "retention.published_review.trigger: Input should be",
        ),
        ("ladder.due", '["owner"]', '["owner", "cook"]', "ladder.due.to: 'cook' is not known; it must be one of "),
        ("ladder.due", '["owner"]', "[]", "ladder.due.to: names nobody"),
        ("ladder.due", "offset_working_days = 0", "offset_working_days = 1", "ladder.due.offset_working_days: what is"),
        ("ladder.overdue", "offset_working_days = 0", "offset_working_days = 1", "ladder.overdue.offset_working_days:"),
        ("ladder.reminder-2", "= -2", "= 2", "ladder.reminder-2.offset_working_days: a reminder comes before"),
        ('ladder."escalation+5"', "= 5", "= 6", "ladder.escalation+5.offset_working_days: an escalation comes 1 to 5"),
        (
            "duties.delay_review",
            'owner = "business_manager"',
            'owner = "business_manager"\nallowance = { extend_up_to_working_days = 1 }',
            "duties.delay_review.allowance: only what is counted in working days can have one; this counts calendar m",
        ),
        (
            "review_steps.draft_report",
            'owner = "reviewer"',
            'owner = "reviewer"\nallowance = { suspend_up_to_working_days = 1 }',
            "review_steps.draft_report.allowance: only what is counted in working days",
        ),
        (
            "duties.agency_summary",
            "extend_up_to_working_days = 5",
            "extend_up_to_working_days = -1",
            "duties.agency_summary.allowance.extend_up_to_working_days: Input should be greater than or equal to 0",
        ),
        (
            "duties.agency_summary",
            "extend_up_to_working_days",
            "extend_by",
            "duties.agency_summary.allowance.extend_by: is no field that is known",
        ),
        (
            "allowance_reasons",
            "other =",
            '"Other reason" =',
            "allowance_reasons.Other reason.[key]: String should match pattern",
        ),
        ("review_steps.draft_report", '"reviewer"', '"cook"', "review_steps.draft_report.owner: 'cook' is not known"),
        (
            "review_steps.draft_report",
            '"practitioner_event"',
            '"picnic"',
            "review_steps.draft_report.prerequisites: 'picnic' is not known; it must be one of agency_reports, ",
        ),
        (
            "review_steps.appoint_reviewer",
            "amount = 15",
            'amount = 15\nprerequisites = ["terms_of_reference"]',
            "review_steps: each of these waits for the next for ever: ",
        ),
        (
            "review_steps.agency_reports",
            '"terms_of_reference"',
            '"agency_reports"',
            "review_steps: each of these waits for the next for ever: agency_reports → agency_reports",
        ),
        ("organisations.icb", '"icb"', '"agency"', "organisations: exactly one must be of the kind 'icb' (the three "),
        ("organisations.education", '"agency"', '"police"', "organisations: exactly one must be of the kind 'police'"),
        (
            "organisations.panel",
            '"panel"',
            '"agency"',
            "organisations: exactly one must be of the kind 'panel' (letters",
        ),
        ("organisations.education", '"agency"', '"pub"', "organisations.education.kind: Input should be"),
        ("organisations.education", "lead@schools", "lead at schools", "organisations.education.email: "),
        (
            "organisations.education",
            'kind = "agency"',
            'kind = "agency"\nkey = "school"',
            "organisations.education.key:",
        ),
    ],
)
def test_each_mistake_in_a_policy_is_one_line_that_names_file_and_field(
    policy_faults: Faults, table: str, old: str, new: str, fault: str
) -> None:
    faults = policy_faults(changed(POLICY, table, old, new))

    assert len(faults) == 1, faults
    assert faults[0].startswith(f"ours.toml: {fault}")
    assert "\n" not in faults[0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('area = "warwickshire"', "", "area: is missing"),
        ("sender_email = ", "sender = 1\nsender_email = ", "sender: is no field that is known here"),
        ('"reviews@partnership', '"reviews at partnership', "sender_email: "),
        ("late_after_minutes = 60", "late_after_minutes = -1", "late_after_minutes: Input should be greater"),
        ("# pinned_framework = ", 'pinned_framework = "magna-carta" #', "pinned_framework: 'magna-carta' is not known"),
        ('name = "Local', "name = Local", "is not valid TOML: "),
        ("[ladder.due]", "[ladder.overdue]", "is not valid TOML: Cannot declare ('ladder', 'overdue') twice"),
    ],
)
def test_each_mistake_at_the_top_is_one_line_too(policy_faults: Faults, old: str, new: str, fault: str) -> None:
    faults = policy_faults(POLICY.replace(old, new, 1))

    assert len(faults) == 1, faults
    assert faults[0].startswith(f"ours.toml: {fault}")


def test_all_mistakes_are_reported_at_once(policy_faults: Faults) -> None:
    text = changed(POLICY, "duties.acknowledgement", "amount = 2", "amount = 0")
    text = changed(text, "duties.signature", "amount = 1", "amount = -1")

    assert [fault.split(":")[1] for fault in policy_faults(text)] == [
        " duties.acknowledgement.amount",
        " duties.signature.amount",
    ]


def test_a_policy_cannot_set_what_the_framework_sets(policy_faults: Faults) -> None:
    lenient = section(POLICY, "duties.criteria_decision").replace("criteria_decision", "notification")

    assert policy_faults(POLICY + "\n" + lenient) == (
        "ours.toml: duties.notification: the framework sets this duty, a policy cannot",
    )


def test_what_may_be_extended_needs_reason_codes(policy_faults: Faults) -> None:
    without = POLICY.replace(section(POLICY, "allowance_reasons"), "")

    (fault,) = policy_faults(without)
    assert fault.startswith("ours.toml: allowance_reasons: is missing, and duties.agency_summary needs a reason code")


def test_what_law_or_guidance_sets_can_have_no_allowance(framework_faults: Faults) -> None:
    (fault,) = framework_faults(
        changed(FRAMEWORK, "duties.notification", "amount =", "allowance = { extend_up_to_working_days = 1 }\namount =")
    )
    assert "duties.notification.allowance: only a local target can be extended or suspended" in fault


def test_a_section_must_be_tables(policy_faults: Faults) -> None:
    without = re.sub(r"\[ladder\.[^]]+\]\n(?:.+\n)+", "", POLICY)

    assert policy_faults("ladder = 3\n" + without) == (
        "ours.toml: ladder: must be tables, each with a name: [ladder.name]",
    )


def test_a_file_that_is_not_there_or_no_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RulesFileError, match=r"^absent\.toml: cannot be read: No such file or directory$"):
        load_policy(tmp_path / "absent.toml")
    (tmp_path / "picture.toml").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(RulesFileError, match=r"^picture\.toml: is not a text in UTF-8$"):
        load_policy(tmp_path / "picture.toml")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "working-together-2018"', 'name = "magna-carta"', "name: must be 'working-together-2018', as the"),
        ("[duties.publication]", "[duties.printing]", "duties.publication: is missing"),
        (
            "[warnings.rapid_review_from_awareness]",
            "[warnings.tea]",
            "warnings.rapid_review_from_awareness: is missing",
        ),
        ('force = "statute"', 'force = "local_target"', "duties.notification.force: a local target belongs in the"),
        ('owner = "partners"', 'owner = "cook"', "duties.rapid_review.owner: 'cook' is not known"),
        (
            'duty = "notification"',
            'duty = "tea"',
            "readings #1.duty: 'tea' is not known; it must be one of advance_copy,",
        ),
        ("in_force_from = 2018-06-29", 'in_force_from = "soon"', "in_force_from: Input should be a valid date"),
        ('["serious_case"', '["serious_cake"', "notifiable #1: Input should be 'serious_case'"),
        (
            'unit = "calendar_days"',
            'unit = "days"',
            "readings #1.unit: Input should be 'working_days', 'calendar_months'",
        ),
    ],
)
def test_each_mistake_in_a_framework_is_one_line(framework_faults: Faults, old: str, new: str, fault: str) -> None:
    assert old in FRAMEWORK
    faults = framework_faults(FRAMEWORK.replace(old, new, 1))

    assert len(faults) == 1, faults
    assert faults[0].startswith(f"working-together-2018.toml: {fault}")


def test_a_warning_cannot_have_a_duty_s_name(framework_faults: Faults) -> None:
    doubled = section(FRAMEWORK, "duties.notification").replace("duties.", "warnings.")

    assert framework_faults(FRAMEWORK + "\n" + doubled) == (
        "working-together-2018.toml: warnings.notification: a duty has the same name",
    )


def test_the_faults_of_all_frameworks_are_reported_together(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(FRAMEWORK, encoding="utf-8")

    with pytest.raises(RulesFileError) as refused:
        load_frameworks(tmp_path)

    assert refused.value.faults == (
        "a.toml: name: must be 'a', as the file is called",
        "b.toml: name: must be 'b', as the file is called",
    )


def test_a_folder_without_any_framework_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RulesFileError, match="holds no framework"):
        load_frameworks(tmp_path)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("[looks]\nyears = 0\napprovers = ['partner']\nsource = 'Invented.'", "ours.toml: looks.years: "),
        ("[looks]\nyears = 6\nsource = 'Invented.'", "ours.toml: looks.approvers: is missing"),
        ("[[looks]]\nyears = 6", "ours.toml: looks: must be a table: [looks]"),
    ],
)
def test_how_long_looks_are_kept_is_checked_with_the_rest(policy_faults: Faults, table: str, fault: str) -> None:
    (told,) = policy_faults(POLICY.replace(section(POLICY, "looks"), f"{table}\n"))
    assert told.startswith(fault)


def test_a_policy_that_says_nothing_of_looks_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(POLICY.replace(section(POLICY, "looks"), ""), encoding="utf-8")
    assert load_policy(tmp_path / "ours.toml") == load_policy()
    assert load_looks_rule(tmp_path / "ours.toml") is None
    assert load_looks_rule() is not None
