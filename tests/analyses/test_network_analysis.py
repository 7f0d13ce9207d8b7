"""A declared network, run whole: consistent with its parts, and with itself."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from other_data import without_counts_of

from synthesis.analyses.certainty import parts
from synthesis.analyses.certainty.networks import (
    INCOHERENT,
    count_responders,
    describe_network_rules,
    effect_of_100,
    suggest_network_certainty,
)
from synthesis.analyses.certainty.parts import LEAST_CONTRIBUTION
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult, run_network
from synthesis.analyses.per_1000 import count_thousand
from synthesis.analyses.pools import run_analysis
from synthesis.models.network.consistency import NodeSplit
from synthesis.models.network.loops import direct_leg, strongest_path
from synthesis.models.network.pool import pool_network
from synthesis.package.dataset import Dataset
from synthesis.prose.network_loops import group_loops
from synthesis.prose.networks import (
    against_active_sentences,
    against_reference_sentence,
    evidence_sentence,
    evidence_text,
    inconsistency_sentences,
    size_sentence,
    spread_sentence,
    unreported_sentence,
)
from synthesis.selection.arms import ids_by_name
from synthesis.words.numbers import format_interval, format_p

IDENTIFIERS = (
    "network-easi75-monotherapy",
    "network-easi75-with-topicals",
    "network-itch4-monotherapy",
    "network-easi90-with-topicals",
)


@pytest.fixture(scope="module")
def networks(dataset: Dataset) -> dict[str, NetworkAnalysisResult]:
    return {identifier: run_network(dataset, identifier) for identifier in IDENTIFIERS}


@pytest.fixture(scope="module")
def alone(networks: dict[str, NetworkAnalysisResult]) -> NetworkAnalysisResult:
    return networks["network-easi75-monotherapy"]


def test_reference_first_then_by_drug_and_dose(alone: NetworkAnalysisResult) -> None:
    assert alone.treatments[0] == "placebo"
    labels = [alone.labels[t] for t in alone.treatments[1:]]
    assert labels.index("upadacitinib 7.5 mg") < labels.index("upadacitinib 15 mg")
    assert labels.index("abrocitinib 200 mg") < labels.index("baricitinib 1 mg")


def test_a_dose_without_a_loop_agrees_with_its_own_pool(
    dataset: Dataset,
) -> None:
    arms = ("baricitinib-1-qd", "baricitinib-2-qd")
    data = without_counts_of(dataset, "breeze-ad1", arms=arms)
    pool = run_analysis(data, "easi75-monotherapy").pool("baricitinib-4-qd")
    assert pool is not None
    alone = run_network(data, "network-easi75-monotherapy")
    estimate = alone.compare("baricitinib-4-qd", "placebo")
    assert estimate.estimate == pytest.approx(pool.primary.estimate, abs=1e-12)
    tau2 = alone.result.tau2
    assert tau2 is not None
    assert estimate.se == pytest.approx(math.sqrt(pool.primary.se**2 + tau2), abs=1e-12)


def test_contributions_add_up_and_share_is_that_of_head_to_head_trials(
    alone: NetworkAnalysisResult,
) -> None:
    shares = alone.contributions("upadacitinib-30-qd", "dupilumab-300-q2w")
    assert sum(shares.values()) == pytest.approx(100)
    first = next(iter(shares))
    assert first.startswith("HEADS UP")
    share = alone.direct_share("upadacitinib-30-qd", "dupilumab-300-q2w")
    assert shares[first] == pytest.approx(100 * share)
    assert alone.direct_trials("upadacitinib-30-qd", "dupilumab-300-q2w") == 1
    assert alone.direct_share("abrocitinib-200-qd", "dupilumab-300-q2w") == 0


def test_choices_have_fixed_names_and_a_reason_where_there_is_none(
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    names = {tuple(choice.name for choice in network.choices) for network in networks.values()}
    assert len(names) == 1
    for network in networks.values():
        assert all(choice.result is not None or choice.note for choice in network.choices)


def test_the_joint_network_has_the_trials_of_both(
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    one, two = (networks[f"network-easi75-{name}"] for name in ("monotherapy", "with-topicals"))
    joint = next(c for c in one.choices if c.name.startswith("With and without")).result
    assert joint is not None
    assert len(joint.trials) == len(one.result.trials) + len(two.result.trials)


def test_patients_and_trials_are_counted_from_the_arms(alone: NetworkAnalysisResult) -> None:
    assert sum(alone.patients_of(t) for t in alone.treatments) == alone.result.patients
    assert len(alone.trials_of("upadacitinib-30-qd")) == 4


def test_an_id_that_is_not_declared_is_named(dataset: Dataset) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        run_network(dataset, "nonsense")


def test_evidence_is_told_apart(networks: dict[str, NetworkAnalysisResult]) -> None:
    alone = networks["network-easi75-monotherapy"]
    pair = ("upadacitinib-30-qd", "dupilumab-300-q2w")
    assert evidence_text(alone, *pair).startswith("1 head-to-head trial gives ")
    assert evidence_text(alone, "abrocitinib-200-qd", pair[1]) == "indirect evidence only"
    assert (
        evidence_text(alone, "abrocitinib-200-qd", "placebo")
        == "2 head-to-head trials, no indirect evidence"
    )


def test_sentences_say_what_the_numbers_say(networks: dict[str, NetworkAnalysisResult]) -> None:
    for network in networks.values():
        assert f"{len(network.result.trials)} trials" in size_sentence(network)
        text = against_reference_sentence(network)
        best = max(network.against("placebo"), key=lambda row: row.estimate)
        assert format_interval(best, network.analysis.measure) in text
        pairs = math.comb(len(network.treatments) - 1, 2)
        assert f"Of the {pairs} comparisons" in evidence_sentence(network)
        sentences = against_active_sentences(network)
        for row in network.against(network.analysis.active_reference):
            if row.treatment == "placebo":
                continue
            label = network.labels[row.treatment]
            (home,) = [s for s in sentences if f" {label} (" in s or _lists(s, label)]
            how = "More" if row.ci_low > 0 else "Less" if row.ci_high < 0 else "Not shown"
            assert home.startswith(how), label


def _lists(sentence: str, label: str) -> bool:
    # A label may be the beginning of another one.
    return any(f" {label}{end}" in sentence for end in (",", ".", " and"))


def test_a_star_says_that_agreement_cannot_be_assessed(
    dataset: Dataset,
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    star = run_network(dataset, "network-iga01-topical")
    (sentence,) = inconsistency_sentences(star)
    assert "cannot be assessed" in sentence
    assert "no evidence that they agree" in sentence
    no_loop = " ".join(inconsistency_sentences(networks["network-easi90-with-topicals"]))
    assert "No loop of treatments is closed" in no_loop
    others = {arm.trial_id for arm in star.selection.arms} - {"integument-ped"}
    one_trial = run_network(without_counts_of(dataset, *others), "network-iga01-topical")
    assert "too narrow" in spread_sentence(one_trial)


def test_a_split_is_told_with_placebo_as_the_comparator(alone: NetworkAnalysisResult) -> None:
    text = " ".join(inconsistency_sentences(alone))
    assert "upadacitinib 30 mg against placebo" in text
    assert "Placebo against" not in text
    loops = group_loops(alone)
    assert sorted(split.p for loop in loops for split in loop) == sorted(
        split.p for split in alone.splits
    )
    assert any(len(loop) > 1 for loop in loops)
    for loop in loops:
        # One verdict for each loop, of the side that differs most.
        (said,) = [s for s in inconsistency_sentences(alone) if f"({format_p(loop[0].p)})" in s]
        assert said.count("disagree") == 1
        assert ("do not clearly" in said) == (loop[0].p >= 0.1)
    assert text.count("disagree") == len(loops)


def test_sides_that_share_a_treatment_are_one_loop(alone: NetworkAnalysisResult) -> None:
    side = alone.splits[0]

    def between(treatment: str, comparator: str, p: float) -> NodeSplit:
        return replace(side, treatment=treatment, comparator=comparator, p=p)

    apart = [between("a", "b", 0.5), between("c", "d", 0.2)]
    assert group_loops(replace(alone, splits=tuple(apart))) == [(apart[0],), (apart[1],)]
    joined = (*apart, between("b", "c", 0.3))
    assert group_loops(replace(alone, splits=joined)) == [(joined[1], joined[2], joined[0])]


def test_certainty_steps_down_for_what_it_says(alone: NetworkAnalysisResult) -> None:
    judged = dict.fromkeys(alone.selection.trials, "low")
    upa = alone.compare("upadacitinib-30-qd", "dupilumab-300-q2w")
    steps = {s.domain: s for s in suggest_network_certainty(alone, upa, judged).steps}
    assert steps["risk of bias"].down == 0
    assert steps["indirectness"].down == 0
    assert steps["incoherence"].down == 1
    indirect = alone.compare("abrocitinib-200-qd", "dupilumab-300-q2w")
    steps = {s.domain: s for s in suggest_network_certainty(alone, indirect, {}).steps}
    assert steps["indirectness"].down == 0
    assert "no trial compares" in steps["indirectness"].reason
    assert steps["risk of bias"].down == 1
    assert "not judged" in steps["risk of bias"].reason
    assert steps["imprecision"].down >= 1


def test_registered_trials_without_results_stand_beside_the_network(
    alone: NetworkAnalysisResult, dataset: Dataset
) -> None:
    trials = dataset.table("trials")
    silent = set(trials.loc[trials["role"] == "no-results-yet", "trial_name"])
    said = unreported_sentence(alone)
    named = {name for name in silent if name in said}
    assert {"JADE MOA", "FLEX UP"} <= named
    nothing = replace(alone, selection=replace(alone.selection, held_back=()))
    assert unreported_sentence(nothing).startswith("No registered trial without results")


def test_a_trial_that_hardly_weighs_in_does_not_count_for_bias(
    alone: NetworkAnalysisResult,
) -> None:
    row = alone.compare("abrocitinib-200-qd", "placebo")
    judged = {"jade-mono-1": "low", "jade-mono-2": "low"}
    steps = suggest_network_certainty(alone, row, judged).steps
    assert steps[0].down == 0
    disputed = suggest_network_certainty(alone, row, judged, ["JADE MONO-1"]).steps[0]
    assert disputed.down == 1
    assert "JADE MONO-1" in disputed.reason
    assert all(rule.endswith(".") for rule in describe_network_rules())


def test_a_trial_that_gives_a_tenth_weighs_in_and_less_does_not(
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    tried = set()
    for network in networks.values():
        identifiers = ids_by_name(network.selection.arms)
        for row in network.against(network.analysis.reference):
            shares = network.contributions(row.treatment, row.comparator)
            leg = direct_leg(network.contrasts, row.treatment, row.comparator, network.result.tau2)
            if leg is None or max(shares[trial] for trial in leg.trials) < 25:
                continue
            for trial, share in shares.items():
                judged = {i: "low" for name, i in identifiers.items() if name != trial}
                certainty = suggest_network_certainty(network, row, judged)
                if certainty.parts[0].kind != "direct":
                    continue
                step, weighs = certainty.steps[0], share >= 10 and trial in leg.trials
                assert (step.down, trial in step.reason) == ((1, True) if weighs else (0, False))
                tried.add("middle" if 10 <= share < 25 else "small" if 5 < share < 10 else "")
    assert {"middle", "small"} <= tried


def test_parts_add_up_and_the_whole_starts_from_the_larger(
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    kinds = set()
    for network in networks.values():
        for comparator in (network.analysis.reference, network.analysis.active_reference):
            for row in network.against(comparator):
                found = suggest_network_certainty(network, row, {}).parts
                assert sum(part.share for part in found) == pytest.approx(1)
                assert found[0].share == max(part.share for part in found)
                direct = network.direct_trials(row.treatment, row.comparator)
                assert ("direct" in {part.kind for part in found}) == bool(direct)
                kinds.add(tuple(sorted(part.kind for part in found)))
    assert kinds >= {("direct",), ("indirect",), ("direct", "indirect")}


def test_a_chain_is_as_sure_as_its_weaker_leg(alone: NetworkAnalysisResult) -> None:
    row = alone.compare("abrocitinib-200-qd", "dupilumab-300-q2w")
    low = dict.fromkeys(alone.selection.trials, "low")
    (sound,) = suggest_network_certainty(alone, row, low).parts
    assert (sound.kind, sound.through, sound.level) == ("indirect", "placebo", "high")
    legs = strongest_path(alone.contrasts, *(row.treatment, row.comparator), alone.result.tau2)
    assert legs is not None
    identifiers = ids_by_name(alone.selection.arms)
    shares = alone.contributions(row.treatment, row.comparator)
    for leg in legs:
        heaviest = max(leg.trials, key=lambda trial: shares[trial])
        one = {**low, identifiers[heaviest]: "high"}
        (part,) = suggest_network_certainty(alone, row, one).parts
        assert (part.level, part.steps[0].down) == ("moderate", 1)
        named = shares[heaviest] >= LEAST_CONTRIBUTION
        assert (heaviest in part.steps[0].reason) is named


def test_disagreement_along_a_loop_is_counted_once(alone: NetworkAnalysisResult) -> None:
    low = dict.fromkeys(alone.selection.trials, "low")
    for split in alone.splits:
        row = alone.compare(split.treatment, split.comparator)
        steps = {s.domain: s.down for s in suggest_network_certainty(alone, row, low).steps}
        if split.p < INCOHERENT:
            assert (steps["incoherence"], steps["inconsistency"]) == (1, 0)


def test_the_interval_in_patients_is_that_of_the_page_in_thousands(
    alone: NetworkAnalysisResult,
) -> None:
    of_1000 = count_thousand(alone)
    assert not isinstance(of_1000, Missing)
    for treatment in of_1000.treatments:
        row = alone.compare(treatment.regimen, alone.analysis.reference)
        effect = treatment.effects.median
        limits = effect.difference, effect.difference_low, effect.difference_high
        assert effect_of_100(alone, row) == pytest.approx([100 * each for each in limits])
    # Against another comparator: the response there, times the odds ratio.
    row = alone.compare("upadacitinib-30-qd", "dupilumab-300-q2w")
    on_dupilumab = of_1000.treatment("dupilumab-300-q2w").effects.median.risk
    odds = on_dupilumab / (1 - on_dupilumab) * math.exp(row.ci_low)
    _, low, _ = effect_of_100(alone, row)
    assert low == pytest.approx(100 * (odds / (1 + odds) - on_dupilumab))


def test_what_carries_a_comparison_counts_for_its_precision(
    networks: dict[str, NetworkAnalysisResult],
) -> None:
    for network in networks.values():
        for row in network.against(network.analysis.reference):
            carried = network.carried_by(row.treatment, row.comparator)
            assert max(carried.values()) == pytest.approx(1.0)
            assert all(0 <= weight <= 1 for weight in carried.values())
            shares = network.contributions(row.treatment, row.comparator)
            only = [trial for trial, share in shares.items() if share > 99.999]
            if only:
                own = [a for a in network.selection.arms if a.trial_name == only[0]]
                pair = {row.treatment, row.comparator}
                expected = sum(a.responders for a in own if a.treatment in pair)
                assert count_responders(network, row) == pytest.approx(expected, abs=1)


def test_small_trials_that_nobody_judged_count_together(
    alone: NetworkAnalysisResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LEAST_CONTRIBUTION", 101.0)
    row = alone.compare("abrocitinib-200-qd", "placebo")
    judged = dict.fromkeys(alone.selection.trials, "low")
    assert suggest_network_certainty(alone, row, judged).steps[0].down == 0
    step = suggest_network_certainty(alone, row, {}).steps[0]
    assert step.down == 1
    assert re.fullmatch(r"risk of bias not judged for \d+ trials, all small", step.reason)


def test_other_models_are_those_of_the_same_contrasts(alone: NetworkAnalysisResult) -> None:
    for name, method in (("DerSimonian-Laird", "DL"), ("Common effect", "common")):
        chosen = next(c.result for c in alone.choices if c.name == name)
        assert chosen is not None
        expected = pool_network(alone.contrasts, method)  # type: ignore[arg-type]
        assert (chosen.estimate == expected.estimate).all()
