"""The rules by which records are put together: strength and words, in one table that anybody can read."""

from dataclasses import dataclass

# Weak evidence is cut before strong evidence when a cluster contradicts itself. What a system states is cut by a person
# only, and a person's judgement by the opposite one.
JUDGED, STATED, SAME_KEY, SAME_KEY_AND_NAME, SAME_NUMBER, SAME_NAME, ALIKE = range(7)


@dataclass(frozen=True)
class Rule:
    """``sentence``: what the rule saw; {a} is the record that says so, {b} the other one, {weight} the match weight."""

    name: str
    tier: int
    sentence: str


FIRST_RECORD = "first_record"
JUDGED_SAME = "judged_same"

RULES = {
    rule.name: rule
    for rule in (
        Rule(JUDGED_SAME, JUDGED, "a person judged {a} and {b} to be the same"),
        Rule("lead_converted", STATED, "the CRM converted {a} into {b}"),
        Rule("crm_id_in_hubspot", STATED, "HubSpot holds the CRM id of {b} in {a}"),
        Rule("hubspot_id_in_crm", STATED, "the CRM holds the HubSpot id of {b} in {a}"),
        Rule("hubspot_merge", STATED, "HubSpot merged {a} into {b}"),
        Rule("salesforce_merge", STATED, "Salesforce merged {a} into {b}"),
        Rule("click_to_form", STATED, "the browser {a} sent the form of {b}"),
        Rule("click_id_in_hubspot", STATED, "HubSpot holds the ad click of {a} in {b}"),
        Rule("same_name_in_files", STATED, "within one system the name is the id: {a} and {b} are spelled alike"),
        Rule("email_equal", SAME_KEY, "{a} and {b} have the same e-mail address and no other name uses it"),
        Rule("domain_equal", SAME_KEY, "{a} and {b} have the same internet domain and their names agree"),
        Rule(
            "email_and_name",
            SAME_KEY_AND_NAME,
            "{a} and {b} have the same full name on a shared e-mail address",
        ),
        Rule("phone_and_name", SAME_NUMBER, "{a} and {b} have the same phone number and the same name"),
        Rule(
            "address_spells_name",
            SAME_NAME,
            "{a} and {b} have one name at one company's domain, or the work address that spells it",
        ),
        Rule(
            "likeness",
            ALIKE,
            "{a} and {b} are so alike in names, addresses and company that they are hardly two people (match weight "
            "{weight})",
        ),
        Rule("name_and_company", SAME_NAME, "{a} and {b} have the same full name at the same company"),
        Rule(
            "domain_and_name",
            SAME_KEY_AND_NAME,
            "{a} and {b} have the same name and country on a shared domain",
        ),
        Rule("name_and_country", SAME_KEY_AND_NAME, "{a} and {b} have the same name in the same country"),
    )
}

REFUSALS = {
    "role_mailbox": "the mailbox belongs to a role (info@, sales@), not to a person",
    "crowded": "more different names share it than one person or company can have",
    "namesakes": "people of this name at this company have different addresses or do different work",
    "edited_side_by_side": "it would have joined two contacts that somebody corrected in one week and left two",
    "mixed": "the names of those who share it do not agree: only equal full names were joined",
    "contradiction": "it would have joined records that contradict each other",
    "unlikely": "each is like some of the other's records, but on average they are hardly one person",
    "judged_different": "a person judged them to be different",
    "too_large": "it would have made a cluster larger than one person or company can be",
}
