/* matrix/matrix_acts.c — done with many people of the matrix at once: asked, no more asked,
 * reminded, waived, given more time, recorded. Each with one requirement, or with all of a weight;
 * nobody for themselves. What cannot be done for somebody leaves them out, and says why. */
#include "app/matrix/matrix.h"

#include "app/org/access.h"
#include "app/remind/remind.h"

/* ---- which requirements ---- */

static code requirement_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct requirement_list all = {0};

    TRY(requirement_find(l->db, l->a, l->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id),
                                                    str_printf(l->a, STR_FMT " · " STR_FMT, STR_ARG(all.items[i].code), STR_ARG(all.items[i].name)), 0};
    for (const struct requirement_word *w = requirement_criticalities; w->name; w++)
        *list_add(l->a, out) = (struct list_choice){cstr(w->name), words_printf(l->a, "All of this weight: %s", words(w->words)), 0};
    return OK;
}

/* Whose right goes for a part acts on what they answer for, and on nothing else. */
static code chosen(struct act_run *run, enum right right, struct id_list *out, struct error *err)
{
    struct requirement_list all = {0};
    str which = act_input(run, "requirement");
    int64_t id = act_input_int(run, "requirement");
    bool everything = org_may(run->db, run->a, run->org, run->account, right);

    TRY(requirement_find(run->db, run->a, run->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if ((all.items[i].id == id || str_eq(all.items[i].criticality, which)) && (everything || all.items[i].owner == run->account))
            *list_add(run->a, out) = all.items[i].id;
    return out->n ? OK : fail(err, BAD_INPUT, "requirement", "choose one that you answer for");
}

/* ---- one person, each requirement ----
 * `before` keeps what was made: "requirement:row requirement:row". */

struct one { struct act_run *run; struct requirement_person of; };
typedef code one_fn(struct one *o, int64_t *made, struct error *err);

static bool leaves_out(code c)
{
    return c == CONFLICT || c == DENIED || c == NOT_FOUND;
}

static code each(struct act_run *run, int64_t row, enum right right, one_fn *act, str *before, struct error *err)
{
    struct id_list ids = {0};
    struct error why = {0};
    struct buf b = buf_new(run->a);

    TRY(chosen(run, right, &ids, err));
    for (size_t i = 0; i < ids.n; i++) {
        struct one o = {run, {run->org, ids.items[i], row, run->account}};
        int64_t made = 0;
        code c = act(&o, &made, &why);
        if (c != OK && !leaves_out(c))
            return fail(err, c, why.where, "%s", why.text);
        if (c == OK)
            buf_printf(&b, "%s%lld:%lld", b.n ? " " : "", (long long)ids.items[i], (long long)made);
    }
    *before = buf_done(&b);
    return b.n ? OK : fail(err, CONFLICT, "person", "%s", why.text);
}

static code each_back(struct act_run *run, int64_t row, one_fn *act, str before, struct error *err)
{
    str rest = before, pair, requirement;
    struct error why = {0};
    int64_t id = 0, made = 0, done = 0;

    while (str_cut(&rest, ' ', &pair)) {
        if (!str_cut(&pair, ':', &requirement) || !str_to_int(requirement, &id) || !str_to_int(pair, &made))
            continue;
        struct one o = {run, {run->org, id, row, run->account}};
        code c = act(&o, &made, &why);
        if (c != OK && !leaves_out(c))
            return fail(err, c, why.where, "%s", why.text);
        done += c == OK;
    }
    return done ? OK : fail(err, CONFLICT, "person", "%s", why.text);
}

/* ---- asked by hand, and no more ---- */

static code check_which(struct act_run *run, struct error *err)
{
    struct id_list ids = {0};

    return chosen(run, SET_STANDARDS, &ids, err);
}

static code assign_one(struct one *o, int64_t *made, struct error *err)
{
    (void)made;
    return requirement_assign(o->run->db, o->run->a, &o->of, err);
}

static code unassign_one(struct one *o, int64_t *made, struct error *err)
{
    (void)made;
    return requirement_unassign(o->run->db, o->run->a, &o->of, err);
}

static code assign(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each(run, row, SET_STANDARDS, assign_one, before, err);
}

static code assign_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each_back(run, row, unassign_one, *before, err);
}

static code unassign(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each(run, row, SET_STANDARDS, unassign_one, before, err);
}

static code unassign_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each_back(run, row, assign_one, *before, err);
}

/* ---- waived, more time ---- */

static msec day_input(const struct act_run *run, const char *name)
{
    struct date d;

    return date_parse(act_input(run, name), &d, NULL) == OK ? date_start(d) : NO_DAY;
}

static code check_exception(struct act_run *run, struct error *err)
{
    struct id_list ids = {0};
    msec until = day_input(run, "until");

    TRY(chosen(run, WAIVE_STANDARDS, &ids, err));
    if (until != NO_DAY && until < date_start(date_of(run->now)))
        return fail(err, BAD_INPUT, "until", "the new day is today or later");
    return act_input(run, "reason").n > 2000 ? fail(err, BAD_INPUT, "reason", "this is too long") : OK;
}

static code except(struct one *o, enum exception_kind kind, int64_t *made, struct error *err)
{
    const struct exception_new e = {.of = o->of, .kind = kind, .first = date_start(date_of(o->run->now)), .last = day_input(o->run, "until"),
                                    .reason = act_input(o->run, "reason")};

    code c = requirement_except(o->run->db, o->run->a, &e, made, err);

    return c == BAD_INPUT ? CONFLICT : c;        /* the day has gone by since it was begun */
}

static code waive_one(struct one *o, int64_t *made, struct error *err)
{
    return except(o, EXCEPT_WAIVE, made, err);
}

static code extend_one(struct one *o, int64_t *made, struct error *err)
{
    return except(o, EXCEPT_EXTEND, made, err);
}

static code except_end_one(struct one *o, int64_t *made, struct error *err)
{
    return requirement_except_end(o->run->db, o->run->a, &(struct exception_end){o->of, *made, said("taken back")}, err);
}

static code waive(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each(run, row, WAIVE_STANDARDS, waive_one, before, err);
}

static code extend(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each(run, row, WAIVE_STANDARDS, extend_one, before, err);
}

static code except_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each_back(run, row, except_end_one, *before, err);
}

static code check_extension(struct act_run *run, struct error *err)
{
    TRY(check_exception(run, err));
    return day_input(run, "until") != NO_DAY ? OK : fail(err, BAD_INPUT, "until", "the new day is today or later");
}

/* ---- recorded ---- */

/* Each name that a rule asks for, with the requirements whose rules do. */
static code record_choices(struct list *l, struct list_choices *out, struct error *err)
{
    struct requirement_list all = {0};

    TRY(requirement_find(l->db, l->a, l->org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        struct str_list names = {0};
        TRY(requirement_record_names(l->db, l->a, l->org, all.items[i].id, &names, err));
        for (size_t k = 0; k < names.n; k++)
            if (names.items[k].n)
                *list_add(l->a, out) = (struct list_choice){
                    names.items[k], str_printf(l->a, STR_FMT " · " STR_FMT, STR_ARG(all.items[i].code), STR_ARG(names.items[k])), 0};
    }
    return OK;
}

/* One of those that were chosen asks for a record of this name, or none says what it asks for. */
static code check_names(struct act_run *run, const struct id_list *ids, struct error *err)
{
    str what = act_input(run, "what");
    struct buf b = buf_new(run->a);

    for (size_t i = 0; i < ids->n; i++) {
        struct str_list names = {0};
        TRY(requirement_record_names(run->db, run->a, run->org, ids->items[i], &names, err));
        for (size_t k = 0; k < names.n; k++) {
            if (str_eq(names.items[k], what))
                return OK;
            if (names.items[k].n && b.n < 200)
                buf_printf(&b, "%s“" STR_FMT "”", b.n ? ", " : "", STR_ARG(names.items[k]));
        }
    }
    str asked = buf_done(&b);
    return asked.n ? fail(err, BAD_INPUT, "what", "this requirement is recorded as one of: " STR_FMT, STR_ARG(asked))
                   : fail(err, BAD_INPUT, what.n ? "what" : "requirement", "the requirement does not ask for such a record");
}

static code record_one(struct one *o, int64_t *made, struct error *err)
{
    const struct record_new r = {.of = o->of, .kind = S("record"), .source = S("attendance"), .what = act_input(o->run, "what"), .note = act_input(o->run, "note"),
                                 .completed = day_input(o->run, "completed")};
    code c = requirement_record(o->run->db, o->run->a, &r, made, err);

    return c == BAD_INPUT ? CONFLICT : c;        /* this one asks for no such record */
}

static code record_back_one(struct one *o, int64_t *made, struct error *err)
{
    const struct record_new r = {.of = o->of, .kind = S("record"), .source = S("attendance"), .what = act_input(o->run, "what"), .corrects = *made, .voids = true,
                                 .note = said("taken back"), .completed = day_input(o->run, "completed")};

    return requirement_record(o->run->db, o->run->a, &r, made, err);
}

static code record(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each(run, row, RECORD_PROOF, record_one, before, err);
}

static code record_back(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return each_back(run, row, record_back_one, *before, err);
}

static code check_record(struct act_run *run, struct error *err)
{
    struct id_list ids = {0};

    TRY(chosen(run, RECORD_PROOF, &ids, err));
    TRY(check_names(run, &ids, err));
    return day_input(run, "completed") <= run->now + DAY ? OK : fail(err, BAD_INPUT, "completed", "this day is still to come");
}

/* ---- reminded ---- */

static code remind(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct id_list ids = {0};
    int64_t mail = 0;

    TRY(chosen(run, SET_STANDARDS, &ids, err));
    *before = S("");
    return remind_now(run->db, run->a, &(struct remind_now){run->org, row, &ids}, &mail, err);
}

/* ---- the acts ---- */

#define WHICH {"requirement", "Requirement", NULL, FIELD_CHOICE, requirement_choices, true}
static const struct act_input which_inputs[] = {WHICH, {0}};
static const struct act_input waive_inputs[] = {
    WHICH, {"reason", "Reason", "It stands with the waiver for as long as that is kept.", FIELD_LINE, NULL, true},
    {"until", "Until", "The last day. Without one it holds for good.", FIELD_DATE, NULL, false}, {0},
};
static const struct act_input extend_inputs[] = {
    WHICH, {"until", "New day", "By when it is due now.", FIELD_DATE, NULL, true}, {"reason", "Reason", NULL, FIELD_LINE, NULL, true}, {0},
};
static const struct act_input record_inputs[] = {
    WHICH, {"completed", "On", "The day on which they were there.", FIELD_DATE, NULL, true},
    {"what", "Of what", "Of what its rule names; empty: the requirement as a whole.", FIELD_CHOICE, record_choices, false}, {"note", "Note", NULL, FIELD_LINE, NULL, false}, {0},
};

static const struct list_act assign_act = {
    "assign", "Ask of them", "user-plus", "Ask it of {n}?", "{n} are asked",
    "They are asked from today on, whatever the audience of the requirement is. Who is asked already is left as they are.", NULL, SET_STANDARDS,
    which_inputs, NULL, check_which, assign, assign_back,
};
static const struct list_act unassign_act = {
    "unassign", "Ask no more", "user-minus", "Ask it of {n} no more?", "{n} are asked no more",
    "Only who was chosen by hand: whom the audience takes in goes on being asked.", NULL, SET_STANDARDS,
    which_inputs, NULL, check_which, unassign, unassign_back,
};
static const struct list_act waive_act = {
    "waive", "Waive", "scale", "Waive it for {n}?", "Waived for {n}",
    "Who does not hold what is asked need not, for the time and the reason given. Nobody waives for themselves.", NULL, WAIVE_STANDARDS,
    waive_inputs, NULL, check_exception, waive, except_back,
};
static const struct list_act extend_act = {
    "extend", "Give more time", "calendar", "More time for {n}?", "{n} have more time",
    "What is due is due on the new day. Nobody gives themselves more time.", NULL, WAIVE_STANDARDS,
    extend_inputs, NULL, check_extension, extend, except_back,
};
static const struct list_act record_act = {
    "record", "Record attendance", "clipboard-check", "Record it for {n}?", "Recorded for {n}",
    "It counts where the rule of the requirement asks for a record. Nobody records for themselves.", NULL, RECORD_PROOF,
    record_inputs, NULL, check_record, record, record_back,
};

static const struct list_act remind_act = {
    "remind", "Remind now", "mail", "Remind {n} of it?", "{n} are reminded",
    "One mail to each, now, of what of it is open for them. Who is on leave, has no address or had a reminder today is left out.", NULL, SET_STANDARDS,
    which_inputs, NULL, check_which, remind, NULL,
};

const struct list_act *const matrix_acts[] = {&assign_act, &unassign_act, &remind_act, &waive_act, &extend_act, &record_act, NULL};
