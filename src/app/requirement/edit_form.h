/* requirement/edit_form.h — the rule of a working copy as the form of its page, and back.
 * What the form says becomes the rule; what it cannot say stays as it was, so that a save
 * changes nothing but what somebody changed. */
#pragma once
#include "app/requirement/rule.h"
#include "web/form.h"

extern const struct form_spec requirement_edit_spec;

/* The fields of the nth day on which it is due, n < DUES_MOST. */
struct due_fields { const char *from, *n, *unit, *ref, *name, *on; };
extern const struct due_fields due_fields[DUES_MOST];

/* One part of the proof as a tick brings it: "badge:12", "requirement:5", or what no tick
 * says, as JSON. False: it is neither. */
MUST_USE bool proof_part_read(struct arena *a, str value, struct proof_tree *out);

void rule_to_form(struct arena *a, struct form *f, const struct requirement_rule *r);
/* `was`: the rule that the form was made from, or what became of it meanwhile. BAD_INPUT
 * names a field of the form. */
MUST_USE code rule_from_form(struct arena *a, const struct form *f, const struct requirement_rule *was, str *out, struct error *err);
