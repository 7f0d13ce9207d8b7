"""What a chapter can call: `import synthesis as sy`, then `sy.open_book()` and so on.

A name is imported from its module when a chapter first uses it.
"""

from __future__ import annotations

from collections.abc import Mapping

MODULES: Mapping[str, str] = {
    "synthesis.analyses.certainty.means": "describe_mean_rules",
    "synthesis.analyses.certainty.networks": "describe_network_rules",
    "synthesis.analyses.certainty.pools": "describe_rules",
    "synthesis.analyses.desk": "Desk",
    "synthesis.analyses.evidence.debt": "list_debt",
    "synthesis.analyses.long_term": "read_long_term with_rate",
    "synthesis.analyses.long_term_doses": "compare_doses",
    "synthesis.analyses.per_1000": "count_thousand gaps",
    "synthesis.analyses.regimens_without_pool": "UNUSABLE unread_regimens unusable_regimens",
    "synthesis.analyses.replays": "replay_published",
    "synthesis.analyses.sensitivity_table": "sensitivity_table",
    "synthesis.analyses.unread_rows": "open_rows",
    "synthesis.claims.check": "check_claims",
    "synthesis.claims.coders": "read_codings",
    "synthesis.claims.opinions": "ARTICLE DISCUSSION list_respondents read_opinions",
    "synthesis.claims.tallies": "tally_codes",
    "synthesis.claims.verdicts": "RULE",
    "synthesis.edition.citation": "book_part cite_text",
    "synthesis.exports.citation_files": "read_chapters",
    "synthesis.living.releases": "list_releases",
    "synthesis.prose.courses": (
        "MANY_LOOKS UNREPORTED course_takeaway courses_used maintenance_takeaway"
    ),
    "synthesis.prose.doses": "size_of_all steps_sentence unseen_sentence",
    "synthesis.prose.evidence_debt": "could_move_rule debt_sentence unjudged_sentence",
    "synthesis.prose.certainty": "importance_sentences",
    "synthesis.prose.few_trials": "few_trials_sentence",
    "synthesis.prose.harms": (
        "chance_sentence compared_sentence gaps_sentence harm_sentence periods_sentence "
        "rare_sentence single_trials_sentence undecided_sentence"
    ),
    "synthesis.prose.means": "mean_takeaway means_used",
    "synthesis.prose.multiverse": "agreement_sentence movers_sentence",
    "synthesis.prose.networks": (
        "against_active_sentences against_reference_sentence evidence_sentence size_sentence"
    ),
    "synthesis.prose.opinions": (
        "agreement_sentences alone_sentence certainty_sentence difference_sentences "
        "limit_sentences opinions_used shared_sentence takeaways unraised_sentence"
    ),
    "synthesis.prose.per_1000": (
        "answer_sentence directness_sentence gap_sentences infinity_sentence "
        "needed_sentence weeks_of_1000_sentence"
    ),
    "synthesis.prose.pools": (
        "compare_sentence missing_sentence placebo_sentence unread_sentence weeks_sentence"
    ),
    "synthesis.prose.replays": "replay_takeaways",
    "synthesis.prose.stopping": "stopping_limits stopping_takeaways stopping_used",
    "synthesis.prose.unread_rows": (
        "largest_sentence moved_sentence other_sentence waiting_sentence"
    ),
    "synthesis.site.drawings.curves": "answer_questions publish_multiverses show_scales",
    "synthesis.site.drawings.dose_drawings": "publish_relative_dose",
    "synthesis.site.drawings.drawings": "publish_absolute publish_overview",
    "synthesis.site.drawings.harm_drawings": "publish_harms",
    "synthesis.site.machinery.html": "render",
    "synthesis.site.machinery.positions": "show_all_codes show_article show_statements",
    "synthesis.site.machinery.tables": "show_list",
    "synthesis.site.pages.changes.changes": (
        "publish_moves show_claims_changed show_moves show_new_and_gone"
    ),
    "synthesis.site.pages.changes.reasons": "show_reasons",
    "synthesis.site.pages.changes.since_release": "compare_with_release",
    "synthesis.site.pages.chapter": "data_used open_book show_opening",
    "synthesis.site.pages.data.bias": "show_bias",
    "synthesis.site.pages.data.subgroups": "show_subgroups",
    "synthesis.site.pages.data.debt": "show_debt",
    "synthesis.site.pages.data.held_back": "UNREAD show_held_back show_unverified_effect",
    "synthesis.site.pages.data.mean_plan": "show_mean_plan",
    "synthesis.site.pages.data.numbers": "show_numbers",
    "synthesis.site.pages.data.plan": (
        "show_dictionary show_dose_plan show_harm_plan show_keys show_network_plan "
        "show_plan show_tiers tier_sentences"
    ),
    "synthesis.site.pages.data.sources": "show_source_shares sources_sentence",
    "synthesis.site.pages.data.trials": "pooled_in show_arms show_group show_not_pooled",
    "synthesis.site.pages.data.verification": "show_desk_trials show_most_telling",
    "synthesis.site.pages.data.whose_numbers": "show_whose_numbers whose_numbers_part",
    "synthesis.site.pages.figures.citing": (
        "address_sentence cited_edition find_part licence_sentence release_sentence "
        "show_book_citations show_chapters show_example_figure show_licences "
        "show_part_citations show_sentence"
    ),
    "synthesis.site.pages.figures.gallery": "place_gallery",
    "synthesis.site.pages.generic": (
        "doses_of harm_takeaways harms_of home_takeaways network_takeaways steps_by_outcome"
    ),
    "synthesis.site.pages.harms.boxed_warning": (
        "show_agency_facts show_warning_trial warning_trial"
    ),
    "synthesis.site.pages.harms.counts": (
        "harm_context show_counts show_harm_unverified show_held_harms show_other_methods"
    ),
    "synthesis.site.pages.harms.harms": "harms_used show_harms show_rare_harms",
    "synthesis.site.pages.harms.long_term": (
        "checked_sentence dose_sentence of_subject show_disagreements show_dose_rates show_rates"
    ),
    "synthesis.site.pages.networks.across": "show_across",
    "synthesis.site.pages.networks.head_to_head": "show_comparison_trials show_doubts",
    "synthesis.site.pages.networks.page": "show_network",
    "synthesis.site.pages.opinion.claims": (
        "count_verdicts show_claims show_clinicians show_matrix"
    ),
    "synthesis.site.pages.opinion.coders": "show_coders",
    "synthesis.site.pages.opinion.coverage": "show_coverage",
    "synthesis.site.pages.opinion.opinions": (
        "publish_tally show_milestones show_sources show_words"
    ),
    "synthesis.site.pages.opinion.said_by": "show_untested",
    "synthesis.site.pages.results.agreement": "show_agreement",
    "synthesis.site.pages.results.choices": (
        "show_choices_of show_choices_of_outcomes steady_sentence"
    ),
    "synthesis.site.pages.results.dose": "show_dose_gaps show_doses show_steps",
    "synthesis.site.pages.results.shared_dose": "show_shared_doses",
    "synthesis.site.pages.results.core_outcomes": (
        "collect_core_outcomes core_takeaways show_core_outcomes"
    ),
    "synthesis.site.pages.results.courses": "show_course_plan show_courses",
    "synthesis.site.pages.results.maintenance": "maintenance_of show_maintenance",
    "synthesis.site.pages.results.replays": "show_replays",
    "synthesis.site.pages.results.stopping": "rule_text run_stopping show_rules",
    "synthesis.site.pages.subgroups.age_groups": (
        "age_group age_group_takeaways age_group_used show_age_group show_age_group_facts "
        "show_age_group_harms"
    ),
    "synthesis.site.pages.subgroups.regressions": (
        "regression_takeaways regressions_used show_no_regressions show_prior_treatments "
        "show_regressions show_settings"
    ),
    "synthesis.site.pages.results.home": "headline show_answers show_citation",
    "synthesis.site.pages.results.judgements": "show_judgements",
    "synthesis.site.pages.results.means": "show_means",
    "synthesis.site.pages.results.means_left_out": (
        "show_means_not_pooled show_means_without_spread show_unread_means"
    ),
    "synthesis.site.pages.results.peers": "read_peers show_peers",
    "synthesis.site.pages.results.pools": ("show_analyses show_pools show_summaries show_summary"),
    "synthesis.site.pages.results.second_software": "show_second_software",
    "synthesis.site.pages.results.thousand": (
        "focus_regimens show_network_of_1000 thousand_data_used"
    ),
    "synthesis.words.labels": "capitalise label_week",
}
TOOLS: Mapping[str, str] = {
    name: module for module, names in MODULES.items() for name in names.split()
}
