/* requirement/edit_form.c — a rule into a form and back, with nothing lost on the way. */
#include "app/requirement/edit_form.h"

#define DUE_NAMES(i) {"due" #i "_from", "due" #i "_n", "due" #i "_unit", "due" #i "_ref", "due" #i "_name", "due" #i "_on"}
const struct due_fields due_fields[DUES_MOST] = {
    DUE_NAMES(0), DUE_NAMES(1), DUE_NAMES(2), DUE_NAMES(3), DUE_NAMES(4), DUE_NAMES(5), DUE_NAMES(6), DUE_NAMES(7),
};

#define UNITS "D|M|Y"
#define DUE(i)                                                                                                      \
    {"due" #i "_from", FIELD_CHOICE, "Counted from", .choices = "none|on|hired|role|signed-in|assigned|completed|date"}, \
    {"due" #i "_n", FIELD_INT, "How long after", .max = SPAN_MOST, .min = -SPAN_MOST},                              \
    {"due" #i "_unit", FIELD_CHOICE, "Unit", .choices = UNITS},                                                     \
    {"due" #i "_ref", FIELD_INT, "Requirement", .max = INT64_MAX},                                                  \
    {"due" #i "_name", FIELD_LINE, "Name of the date", .max = PROOF_WHAT},                                          \
    {"due" #i "_on", FIELD_DATE, "Fixed day"}

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"words", FIELD_TEXT, "What it asks", .max = 20000},
    {"basis", FIELD_CHOICE, "Basis", .choices = "law|standard|contract|policy"},
    {"basis_ref", FIELD_LINE, "Reference", .max = 200},
    {"basis_url", FIELD_URL, "Address", .max = 2000},
    {"basis_version", FIELD_LINE, "Its version", .max = 100},
    {"criticality", FIELD_CHOICE, "Criticality", .choices = "blocks|mandatory|recommended"},
    {"join", FIELD_CHOICE, "How many of them", .choices = "all|any|of"},
    {"need", FIELD_INT, "So many", .max = PROOF_NODES},
    {"part", FIELD_MANY, "What proves it", .max = RULE_BYTES},
    {"record", FIELD_BOOL, "A record"},
    {"tree", FIELD_TEXT, "As JSON", .max = RULE_BYTES},
    {"ev_type", FIELD_MANY, "Types of evidence", .max = 20},
    {"ev_least", FIELD_INT, "At least so many pieces", .max = EVIDENCE_LEAST_MOST},
    {"ev_months", FIELD_INT, "Not older than so many months", .max = EVIDENCE_MONTHS_MOST},
    {"ev_second", FIELD_INT, "A second judge looks at", .max = 100},
    {"sign_off", FIELD_CHOICE, "Who records and judges", .choices = "any|not-manager"},
    DUE(0), DUE(1), DUE(2), DUE(3), DUE(4), DUE(5), DUE(6), DUE(7),
    {"notice", FIELD_INT, "Notice", .max = 365},
    {"valid", FIELD_INT, "Valid for", .max = SPAN_MOST},
    {"valid_unit", FIELD_CHOICE, "Unit", .choices = UNITS},
    {"base", FIELD_CHOICE, "Counted from", .choices = "completion|previous|fixed"},
    {"until_month", FIELD_INT, "Month", .max = 12},
    {"until_day", FIELD_INT, "Day", .max = 31},
    {"active", FIELD_INT, "Least time", .max = SPAN_MOST},
    {"active_unit", FIELD_CHOICE, "Unit", .choices = UNITS},
    {"window", FIELD_INT, "Renewal window", .max = 730},
    {"soon", FIELD_INT, "Due soon", .max = 730},
    {"grace", FIELD_INT, "Grace", .max = 365},
    {"rehire", FIELD_INT, "Months away", .max = 240},
    {"early", FIELD_BOOL, "Early renewal moves the end"},
    {"leave", FIELD_BOOL, "Leave moves the end"},
    {"retain_years", FIELD_INT, "Years kept", .max = 100},
    {"who", FIELD_MANY, "Whom it is for", .max = 220},
    {"but", FIELD_MANY, "Who is left out", .max = 220},
};
const struct form_spec requirement_edit_spec = FORM(fields);

static const struct str_list *many(const struct form *f, const char *name)
{
    return &form_value((struct form *)(uintptr_t)f, name)->many;
}

/* ---- lengths of time ---- */

static const char letters[] = {[SPAN_DAYS] = 'D', [SPAN_MONTHS] = 'M', [SPAN_YEARS] = 'Y'};

static void put_span(struct arena *a, struct form *f, const char *number, const char *unit, struct span s)
{
    if (s.unit == SPAN_NONE)
        return;
    form_set(f, unit, str_printf(a, "%c", letters[s.unit]));
    form_set_int(f, number, s.n);
}

/* Empty: none. */
static struct span take_span(const struct form *f, const char *number, const char *unit)
{
    str u = form_text(f, unit);

    if (form_text(f, number).n == 0)
        return (struct span){SPAN_NONE, 0};
    return (struct span){str_eq(u, S("M")) ? SPAN_MONTHS : str_eq(u, S("Y")) ? SPAN_YEARS : SPAN_DAYS, (int)form_int(f, number)};
}

/* ---- what proves it ----
 * A join whose parts are ticks, and a record beside it. A part that no tick can say (a badge
 * with a level, what is joined within) is a tick too, whose value is its JSON. */

static bool is_tick(const struct proof_tree *p)
{
    return (p->kind == PROOF_BADGE || p->kind == PROOF_REQUIREMENT) && p->level == 0 && p->age.unit == SPAN_NONE;
}

static bool is_record(const struct proof_tree *p)
{
    return p->kind == PROOF_RECORD && p->what.n == 0 && p->age.unit == SPAN_NONE;
}

static str tree_text(struct arena *a, const struct proof_tree *p)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    proof_tree_write(a, &w, p);
    return buf_done(&b);
}

static str part_text(struct arena *a, const struct proof_tree *p)
{
    return is_tick(p) ? str_printf(a, "%s:%lld", proof_kind_name(p->kind), (long long)p->ref) : tree_text(a, p);
}

bool proof_part_read(struct arena *a, str value, struct proof_tree *out)
{
    const struct json *v;
    str rest = value, kind;

    *out = (struct proof_tree){.what = S("")};
    if (str_starts(value, S("{")))
        return json_parse(a, value, NULL, &v, NULL) == OK && proof_tree_read(a, v, out, NULL) == OK;
    if (!str_cut(&rest, ':', &kind) || !str_to_int(rest, &out->ref) || out->ref <= 0)
        return false;
    out->kind = str_eq(kind, S("badge")) ? PROOF_BADGE : PROOF_REQUIREMENT;
    return str_eq(kind, cstr(proof_kind_name(out->kind)));
}

static void proof_to_form(struct arena *a, struct form *f, const struct proof_tree *p)
{
    struct str_list *parts = &form_value(f, "part")->many;
    bool beside = p->kind == PROOF_ANY && p->n == 2 && is_record(&p->parts[1]) && !is_record(&p->parts[0]);

    form_set_int(f, "record", beside || is_record(p));
    p = beside ? &p->parts[0] : p;
    form_set(f, "join", proof_tree_is_leaf(p) ? S("all") : cstr(proof_kind_name(p->kind)));
    if (p->kind == PROOF_SOME)
        form_set_int(f, "need", p->need);
    if (proof_tree_is_leaf(p) && !is_record(p))
        *list_add(a, parts) = part_text(a, p);
    for (size_t i = 0; i < p->n; i++)
        *list_add(a, parts) = part_text(a, &p->parts[i]);
}

/* The same ticks, in whatever order. */
static bool same_many(const struct str_list *x, const struct str_list *y)
{
    for (size_t i = 0; i < x->n; i++) {
        int64_t more = 0;
        for (size_t k = 0; k < x->n; k++)
            more += str_eq(x->items[k], x->items[i]);
        for (size_t k = 0; k < y->n; k++)
            more -= str_eq(y->items[k], x->items[i]);
        if (more)
            return false;
    }
    return x->n == y->n;
}

static bool same_proof(const struct form *f, const struct form *was)
{
    bool some = str_eq(form_text(f, "join"), S("of"));

    return form_text(f, "tree").n == 0 && str_eq(form_text(f, "join"), form_text(was, "join")) && form_bool(f, "record") == form_bool(was, "record")
        && (!some || form_int(f, "need") == form_int(was, "need")) && same_many(many(f, "part"), many(was, "part"));
}

static const struct proof_tree record_leaf = {.kind = PROOF_RECORD, .what = {"", 0}};

static code take_parts(struct arena *a, const struct form *f, struct proof_tree *out, struct error *err)
{
    const struct str_list *values = many(f, "part");
    str join = form_text(f, "join");
    struct proof_tree *parts = NEW_ARRAY(a, values->n, struct proof_tree);

    for (size_t i = 0; i < values->n; i++)
        if (!proof_part_read(a, values->items[i], &parts[i]))
            return fail(err, BAD_INPUT, "part", "choose one of the list");
    *out = (struct proof_tree){.kind = str_eq(join, S("any")) ? PROOF_ANY : str_eq(join, S("of")) ? PROOF_SOME : PROOF_ALL,
                               .need = (int)form_int(f, "need"), .what = S(""), .parts = parts, .n = values->n};
    if (out->kind == PROOF_SOME && (out->need < 1 || (size_t)out->need > out->n))
        return fail(err, BAD_INPUT, "need", "a number from 1 to as many as are ticked");
    return OK;
}

static code take_ticks(struct arena *a, const struct form *f, struct proof_tree *out, struct error *err)
{
    struct proof_tree *both = NEW_ARRAY(a, 2, struct proof_tree);

    *out = record_leaf;
    if (many(f, "part")->n == 0)
        return OK;
    TRY(take_parts(a, f, &both[0], err));
    both[1] = record_leaf;
    *out = form_bool(f, "record") ? (struct proof_tree){.kind = PROOF_ANY, .what = S(""), .parts = both, .n = 2} : both[0];
    return OK;
}

static code take_typed(struct arena *a, str typed, struct proof_tree *out, struct error *err)
{
    const struct json *v;

    if (json_parse(a, typed, NULL, &v, NULL) != OK)
        return fail(err, BAD_INPUT, "tree", "this is no JSON");
    code c = proof_tree_read(a, v, out, err);
    return c != OK && err ? fail(err, BAD_INPUT, "tree", "%s", err->text) : c;
}

static code proof_from_form(struct arena *a, const struct form *f, const struct requirement_rule *was, struct proof_tree *out, struct error *err)
{
    struct form *before = form_empty(a, &requirement_edit_spec);
    str typed = form_text(f, "tree");

    proof_to_form(a, before, &was->proof);
    *out = was->proof;
    if (same_proof(f, before))
        return OK;
    return typed.n ? take_typed(a, typed, out, err) : take_ticks(a, f, out, err);
}

/* ---- when it is due ---- */

static void due_to_form(struct arena *a, struct form *f, const struct due_fields *at, const struct due_rule *d)
{
    form_set(f, at->from, cstr(due_from_name(d->from)));
    put_span(a, f, at->n, at->unit, d->after);
    if (d->from == DUE_ON)
        form_set(f, at->on, date_format(a, date_of(d->on)));
    if (d->ref)
        form_set_int(f, at->ref, d->ref);
    form_set(f, at->name, d->name);
}

static void dues_to_form(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    for (size_t i = 0; i < DUES_MOST; i++) {
        form_set(f, due_fields[i].from, S("none"));
        form_set(f, due_fields[i].unit, S("D"));
        if (i < r->n_dues)
            due_to_form(a, f, &due_fields[i], &r->dues[i]);
    }
}

static code check_due(const struct due_rule *d, const struct due_fields *at, struct error *err)
{
    if (d->from == DUE_ON && d->on <= NO_DAY)
        return fail(err, BAD_INPUT, at->on, "say on which day");
    if (d->from == DUE_COMPLETED && d->ref <= 0)
        return fail(err, BAD_INPUT, at->ref, "choose the requirement that it is counted from");
    if (d->from == DUE_DATE && d->name.n == 0)
        return fail(err, BAD_INPUT, at->name, "say which date it is counted from");
    return OK;
}

static code take_due(const struct form *f, const struct due_fields *at, struct requirement_rule *r, struct error *err)
{
    struct due_rule d = {.name = S("")};

    if (!due_from_named(form_text(f, at->from), &d.from))
        return OK;
    if (d.from == DUE_ON)
        d.on = form_value((struct form *)(uintptr_t)f, at->on)->number;
    else
        d.after = take_span(f, at->n, at->unit);
    if (d.from == DUE_COMPLETED)
        d.ref = form_int(f, at->ref);
    if (d.from == DUE_DATE)
        d.name = form_text(f, at->name);
    r->dues[r->n_dues++] = d;
    return check_due(&d, at, err);
}

static code dues_from_form(const struct form *f, struct requirement_rule *r, struct error *err)
{
    for (size_t i = 0; i < DUES_MOST; i++)
        TRY(take_due(f, &due_fields[i], r, err));
    return OK;
}

/* ---- how long it lasts ---- */

static void validity_to_form(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    static const char *const bases[] = {[BASE_COMPLETION] = "completion", [BASE_PREVIOUS] = "previous", [BASE_FIXED] = "fixed"};

    form_set(f, "base", cstr(bases[r->base]));
    form_set(f, "valid_unit", S("M"));
    form_set(f, "active_unit", S("D"));
    put_span(a, f, "valid", "valid_unit", r->validity);
    put_span(a, f, "active", "active_unit", r->active);
    if (r->until.month) {
        form_set_int(f, "until_month", r->until.month);
        form_set_int(f, "until_day", r->until.day);
    }
}

static void validity_from_form(const struct form *f, struct requirement_rule *r)
{
    str base = form_text(f, "base");

    r->base = str_eq(base, S("previous")) ? BASE_PREVIOUS : str_eq(base, S("fixed")) ? BASE_FIXED : BASE_COMPLETION;
    if (r->base == BASE_FIXED) {
        r->until = (struct year_day){(int)form_int(f, "until_month"), (int)form_int(f, "until_day")};
        r->active = take_span(f, "active", "active_unit");
    } else if (form_int(f, "valid")) {
        r->validity = take_span(f, "valid", "valid_unit");
    }
}

/* ---- evidence ---- */

static void evidence_to_form(struct arena *a, struct form *f, const struct evidence_rule *r)
{
    for (int t = 0; t < EVIDENCE_TYPES; t++)
        if (r->takes[t])
            *list_add(a, &form_value(f, "ev_type")->many) = cstr(evidence_type_name((enum evidence_type)t));
    form_set_int(f, "ev_least", r->least);
    if (r->months)
        form_set_int(f, "ev_months", r->months);
    form_set_int(f, "ev_second", r->second);
}

/* Where no evidence proves it, whatever stands there is of no account. */
static code evidence_from_form(struct arena *a, const struct form *f, struct requirement_rule *r, struct error *err)
{
    const struct str_list *named = many(f, "ev_type");
    enum evidence_type t;

    r->evidence = evidence_rule_standard();
    if (!rule_evidence(a, r))
        return OK;
    r->evidence = (struct evidence_rule){.least = (int)form_int(f, "ev_least"), .months = (int)form_int(f, "ev_months"), .second = (int)form_int(f, "ev_second")};
    for (size_t i = 0; i < named->n; i++)
        if (evidence_type_named(named->items[i], &t))
            r->evidence.takes[t] = true;
    return evidence_rule_check(&r->evidence, err);
}

void rule_to_form(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    proof_to_form(a, f, &r->proof);
    dues_to_form(a, f, r);
    validity_to_form(a, f, r);
    form_set_int(f, "window", r->window);
    form_set_int(f, "soon", r->soon);
    form_set_int(f, "grace", r->grace);
    form_set_int(f, "notice", r->notice);
    form_set_int(f, "rehire", r->rehire);
    form_set_int(f, "early", r->early_counts);
    form_set_int(f, "leave", r->leave_prolongs);
    evidence_to_form(a, f, &r->evidence);
}

/* Where the form shows what the rule complains of. */
static const char *field_of(const char *where)
{
    static const char *const fields_of[][2] = {{"validity", "valid"}, {"until", "until_month"}, {"due", "due0_from"}, {"proof", "part"}};

    for (size_t i = 0; i < COUNT(fields_of); i++)
        if (str_eq(cstr(where), cstr(fields_of[i][0])))
            return fields_of[i][1];
    return where;
}

static code check_again(struct arena *a, str text, struct error *err)
{
    struct requirement_rule r;
    struct error why = {0};
    code c = rule_read(a, text, &r, &why);

    return c == OK ? OK : fail(err, c == LIMIT ? BAD_INPUT : c, field_of(why.where), "%s", why.text);
}

code rule_from_form(struct arena *a, const struct form *f, const struct requirement_rule *was, str *out, struct error *err)
{
    struct requirement_rule r = {
        .window = (int)form_int(f, "window"), .soon = (int)form_int(f, "soon"), .grace = (int)form_int(f, "grace"), .notice = (int)form_int(f, "notice"),
        .rehire = (int)form_int(f, "rehire"), .early_counts = form_bool(f, "early"), .leave_prolongs = form_bool(f, "leave")};

    TRY(proof_from_form(a, f, was, &r.proof, err));
    TRY(dues_from_form(f, &r, err));
    validity_from_form(f, &r);
    TRY(evidence_from_form(a, f, &r, err));
    *out = rule_write(a, &r);
    return check_again(a, *out, err);
}
