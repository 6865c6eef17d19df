/* demo/demo_standing.c — how the people of the sample stand with what is asked: records
 * of briefings and courses, exceptions with their reasons, a leave, two applications. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/apply/apply.h"
#include "app/requirement/requirement.h"

/* ---- records ---- */

/* Of all who are asked, by their number: all but each `skip`-th (0: nobody is left out),
 * on some day of the `spread` days before `ago` days ago. */
static const struct { const char *code, *what, *source, *note; int ago, spread, skip; } recorded[] = {
    {"FIRE-01", "briefing", "attendance", "From the register kept on paper", 90, 300, 0},
    {"FIRE-01", "briefing", "attendance", "With the new alarm, at the gate", 1, 18, 5},
    {"DATA-01", "training", "imported", "From the old training database", 20, 180, 8},
    {"MAN-01", "half a day", "attendance", "", 30, 1110, 9},
    {"HGT-01", "harness", "member", "Seen on the roof of hall 2", 40, 200, 0},
    {"HGT-01", "ladders", "member", "", 10, 200, 3},
    {"HGT-01", "rescue", "member", "With the fire brigade", 30, 90, 2},
    {"ABC-01", "read and signed", "member", "Signed copy in the personnel file", 0, 11, 3},
};

static const char sql_starts[] = SQL("SELECT coalesce(starts_at, created_at) FROM person WHERE org_id = $1 AND id = $2");

/* Nobody was briefed before they came. */
static code record_one(const struct demo_standards *in, size_t i, const struct requirement_person *of, int number, struct error *err)
{
    msec today = clock_now() / DAY * DAY, day = today - (recorded[i].ago + number * 397 % recorded[i].spread) * DAY;
    int64_t starts = 0, id;

    TRY(db_int(in->db, sql_starts, ARGS(v_int(in->org), v_int(of->person)), &starts, err));
    if (day < starts + 3 * DAY)
        day = (starts / DAY + 3) * DAY;
    if (day > today)
        return OK;
    return requirement_record(in->db, in->a, &(struct record_new){.of = *of, .kind = S("record"), .source = cstr(recorded[i].source), .what = cstr(recorded[i].what),
                                                                  .note = cstr(recorded[i].note), .completed = day}, &id, err);
}

static code record_all(const struct demo_standards *in, size_t i, struct error *err)
{
    struct audience_people people = {0};
    struct requirement r;

    TRY(requirement_by_code(in->db, in->a, in->org, cstr(recorded[i].code), &r, err));
    TRY(requirement_matches(in->db, in->a, &(struct audience_ask){in->org, r.version, 0, 200}, &people, err));
    for (size_t k = 0; k < people.n; k++)
        if (recorded[i].skip == 0 || (int)(k + 1) % recorded[i].skip)
            TRY(record_one(in, i, &(struct requirement_person){in->org, r.id, people.items[k].id, in->account}, (int)k, err));
    return OK;
}

/* ---- exceptions ---- */

/* `first`, `last`: days from today; last 0: for good. */
static const struct { const char *code, *person; enum exception_kind kind; int first, last; const char *reason; } excepted[] = {
    {"FIRE-02", "Fatima Zahra El Idrissi", EXCEPT_WAIVE, -50, 60,
     "Works from home until the lift of the office is mended; Emma Johansen leads the area out meanwhile."},
    {"MAN-01", "Vikram Singh", EXCEPT_EXTEND, -10, 25, "The instructor fell ill and the course of this month was put off: he has a place in the next one."},
    {"HGT-01", "Łukasz Zieliński", EXCEPT_SUSPEND, -6, 0, "Climbed without his harness on the roof of hall 2. No work at height until the module was taken anew."},
};

static const char sql_person[] = SQL("SELECT min(id) FROM person WHERE org_id = $1 AND name = $2");

static code person_named(const struct demo_standards *in, const char *name, int64_t *id, struct error *err)
{
    return db_int(in->db, sql_person, ARGS(v_int(in->org), v_str(cstr(name))), id, err);
}

static code except_one(const struct demo_standards *in, size_t i, struct error *err)
{
    msec today = clock_now() / DAY * DAY;
    struct exception_new e = {.of = {.org = in->org, .by = in->account}, .kind = excepted[i].kind, .first = today + excepted[i].first * DAY,
                              .last = excepted[i].last ? today + excepted[i].last * DAY : NO_DAY, .reason = cstr(excepted[i].reason)};
    struct requirement r;
    struct account owner;
    int64_t id;

    TRY(account_by_email(in->db, in->a, S(DEMO_OWNER), &owner, err));
    e.of.by = owner.id;
    TRY(requirement_by_code(in->db, in->a, in->org, cstr(excepted[i].code), &r, err));
    TRY(person_named(in, excepted[i].person, &e.of.person, err));
    e.of.requirement = r.id;
    return requirement_except(in->db, in->a, &e, &id, err);
}

static code record_and_except(const struct demo_standards *in, struct error *err)
{
    for (size_t i = 0; i < COUNT(recorded); i++)
        TRY(record_all(in, i, err));
    for (size_t i = 0; i < COUNT(excepted); i++)
        TRY(except_one(in, i, err));
    return OK;
}

/* On parental leave; and one who has to be able to drive, chosen by hand. */
static code away_and_chosen(const struct demo_standards *in, struct error *err)
{
    msec today = clock_now() / DAY * DAY;
    struct leave_new l = {.org = in->org, .by = in->account, .first = today - 30 * DAY, .last = today + 90 * DAY};
    struct requirement_person chosen = {.org = in->org, .by = in->account};
    struct requirement r;
    int64_t id;

    TRY(person_named(in, "Mei-Ling Chen", &l.person, err));
    TRY(person_leave_add(in->db, in->a, &l, &id, err));
    TRY(requirement_by_code(in->db, in->a, in->org, S("FLT-01"), &r, err));
    chosen.requirement = r.id;
    TRY(person_named(in, "Luca Ferrari", &chosen.person, err));
    return requirement_assign(in->db, in->a, &chosen, err);
}

/* ---- on the way to a badge ---- */

static const struct { const char *email, *answers[2]; bool is_sent; } applied[] = {
    {"amina.diallo@example.com", {"Kwame and Tariq so far.", "Where nobody walks behind a reversing truck."}, false},
    {"oliver.schaefer@example.com", {"Sofía, Daniel and Jakub, in their first month each.", "The line is stopped first, then asked."}, true},
};

static code apply_one(const struct demo_standards *in, const struct apply_form *f, size_t i, struct error *err)
{
    struct apply_answers answers = {0};
    struct application p;
    struct account acc;

    TRY(account_by_email(in->db, in->a, cstr(applied[i].email), &acc, err));
    TRY(apply_begin(in->db, in->a, f, acc.id, &p, err));
    *list_add(in->a, &answers) = (struct apply_answer){S("m1"), cstr(applied[i].answers[0])};
    *list_add(in->a, &answers) = (struct apply_answer){S("m2"), cstr(applied[i].answers[1])};
    TRY(application_save(in->db, in->a, &(struct apply_draft){&p, acc.name, S(""), &answers}, err));
    return applied[i].is_sent ? application_submit(in->app, in->db, in->a, &p, err) : OK;
}

static code apply_all(const struct demo_standards *in, struct error *err)
{
    struct apply_forms forms = {0};

    TRY(apply_forms_find(in->db, in->a, in->org, &forms, err));
    for (size_t i = 0; forms.n && i < COUNT(applied); i++)
        TRY(apply_one(in, &forms.items[0], i, err));
    return OK;
}

code demo_standing_make(const struct demo_standards *in, struct error *err)
{
    TRY(db_begin(in->db, err));
    TRY(db_end(in->db, record_and_except(in, err), err));
    TRY(away_and_chosen(in, err));
    TRY(apply_all(in, err));
    TRY(requirement_touch(in->db, in->a, in->org, 0, 0, err));
    return requirement_settle(in->db, in->a, in->org, err);
}
