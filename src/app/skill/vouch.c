/* skill/vouch.c — skills said by oneself and confirmed by others. Who acts is who has proved an
 * address of an entry of the directory; nobody confirms what is theirs, by whatever address. */
#include "app/skill/vouch.h"

#include "app/catalog/scale.h"
#include "app/mail/mail.h"
#include "app/org/access.h"
#include "app/org/org.h"
#include "app/people/people.h"
#include "app/skill/skill.h"
#include "base/utf8.h"
#include "store/job.h"

/* ---- who is who ---- */

static const char sql_me[] = SQL(
    "SELECT p.org_id, p.id, v.name FROM person p JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id WHERE " WORKS_HERE("p", "$2") " AND p.id IN " ACCESS_ME("$1")
    " ORDER BY lower(v.name), p.id LIMIT 20");

code skill_me_find(struct db *db, struct arena *a, int64_t account, struct skill_mes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_me, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(a, out) = (struct skill_me){row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

static const char sql_is_me[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $3 AND p.id IN " ACCESS_ME_ANY("$2"));
static const char sql_leads[] = SQL(
    "SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $3 AND " WORKS_HERE("p", "$4") " AND p.id IN " ACCESS_UNDER(ACCESS_LEADER("$1", "$2", "$4")));

/* By any address of theirs, whether they still work here or not. */
static code is_me(struct db *db, int64_t org, int64_t account, int64_t person, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_is_me, ARGS(v_int(org), v_int(account), v_int(person)), &n, err));
    *out = n > 0;
    return OK;
}

code skill_leads(struct db *db, int64_t org, int64_t person, int64_t account, bool *out, struct error *err)
{
    bool mine = false;
    int64_t n = 0;

    TRY(is_me(db, org, account, person, &mine, err));
    if (!mine)
        TRY(db_int(db, sql_leads, ARGS(v_int(org), v_int(account), v_int(person), v_int(clock_now())), &n, err));
    *out = n > 0;
    return OK;
}

/* As whom somebody speaks there. */
static code speaker(struct db *db, struct arena *a, int64_t org, int64_t account, int64_t *person, struct error *err)
{
    struct skill_mes all = {0};

    *person = 0;
    TRY(skill_me_find(db, a, account, &all, err));
    for (size_t i = 0; i < all.n && !*person; i++)
        if (all.items[i].org == org)
            *person = all.items[i].person;
    return *person ? OK : fail(err, NOT_FOUND, "skill", "you do not work there, by an address of your account");
}

/* ---- read ---- */

#define WORD "k.id, k.claim_id, coalesce(k.by_id, 0), k.state, coalesce((SELECT CASE WHEN b.name = '' THEN b.email ELSE b.name END FROM person b WHERE b.id = k.by_id), '')," \
             " k.note, k.is_manager, coalesce(k.asked_at, 0), coalesce(k.said_at, 0), coalesce(k.ended_at, 0), k.about, k.level, k.about_level"
#define WORD_COLUMNS 13

static struct skill_word read_word(struct rows *r, int at, struct arena *a)
{
    return (struct skill_word){.id = row_int(r, at), .claim = row_int(r, at + 1), .by = row_int(r, at + 2), .state = row_str(r, at + 3, a), .by_name = row_str(r, at + 4, a),
                               .note = row_str(r, at + 5, a), .is_manager = row_bool(r, at + 6), .asked = row_int(r, at + 7), .said = row_int(r, at + 8), .ended = row_int(r, at + 9), .about = row_str(r, at + 10, a), .level = row_int(r, at + 11),
                               .about_level = row_int(r, at + 12)};
}

#define CLAIM "SELECT c.id, c.org_id, c.person_id, c.item_id, i.name, i.code, c.note, coalesce(c.said_at, 0), coalesce(c.ended_at, 0), c.level, f.levels" \
              " FROM skill_claim c JOIN framework_item i ON i.id = c.item_id JOIN framework f ON f.id = i.framework_id"
static const char sql_of_person[] = SQL(CLAIM " WHERE c.org_id = $1 AND c.person_id = $2 ORDER BY lower(i.name), c.id");
static const char sql_claim[] = SQL(CLAIM " WHERE c.id = $1");
static const char sql_words_of[] = SQL(
    "SELECT " WORD " FROM skill_word k JOIN skill_claim c ON c.id = k.claim_id WHERE c.org_id = $1 AND c.person_id = $2 AND k.state <> 'unasked' ORDER BY k.id");

static struct skill_claim read_claim(struct rows *r, struct arena *a)
{
    return (struct skill_claim){.id = row_int(r, 0), .org = row_int(r, 1), .person = row_int(r, 2), .item = row_int(r, 3), .name = row_str(r, 4, a),
                                .code = row_str(r, 5, a), .note = row_str(r, 6, a), .said = row_int(r, 7), .ended = row_int(r, 8), .level = row_int(r, 9), .levels = row_str(r, 10, a)};
}

code vouch_claims(struct db *db, struct arena *a, int64_t org, int64_t person, struct skill_claims *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_person, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        *list_add(a, out) = read_claim(r, a);
    TRY(rows_end(r, err));
    r = db_query(db, sql_words_of, ARGS(v_int(org), v_int(person)));
    while (rows_next(r)) {
        struct skill_word w = read_word(r, 0, a);
        for (size_t i = 0; i < out->n; i++)
            if (out->items[i].id == w.claim)
                *list_add(a, &out->items[i].words) = w;
    }
    return rows_end(r, err);
}

#define TASKS_MOST 200
static const char sql_tasks[] = SQL(
    "SELECT " WORD ", c.org_id, c.person_id, CASE WHEN p.name = '' THEN p.email ELSE p.name END, v.name, i.name, i.code, CASE WHEN c.ended_at IS NULL THEN c.note ELSE '' END,"
    " CASE WHEN c.ended_at IS NULL THEN c.level ELSE 0 END, f.levels"
    " FROM skill_word k JOIN skill_claim c ON c.id = k.claim_id JOIN framework_item i ON i.id = c.item_id JOIN framework f ON f.id = i.framework_id JOIN person p ON p.id = c.person_id"
    " JOIN org o ON o.id = c.org_id JOIN org_version v ON v.id = o.version_id WHERE k.by_id IN " ACCESS_ME("$1") " AND p.removed_at IS NULL AND (k.state = 'said' OR c.person_id NOT IN " ACCESS_ME("$1") ")"
    " AND k.state <> 'unasked' AND (k.state = 'said' OR (k.state = 'asked' AND c.ended_at IS NULL) OR k.ended_at > $2) ORDER BY CASE WHEN k.state = 'asked' THEN 0 ELSE 1 END, k.id DESC LIMIT $3");

code skill_tasks_of(struct db *db, struct arena *a, int64_t account, struct skill_tasks *out, struct error *err)
{
    struct rows *r = db_query(db, sql_tasks, ARGS(v_int(account), v_int(clock_now() - CLAIM_KEPT), v_int(TASKS_MOST)));

    while (rows_next(r)) {
        struct skill_task *t = list_add(a, out);
        *t = (struct skill_task){.word = read_word(r, 0, a), .org = row_int(r, WORD_COLUMNS), .person = row_int(r, WORD_COLUMNS + 1), .person_name = row_str(r, WORD_COLUMNS + 2, a),
                                 .org_name = row_str(r, WORD_COLUMNS + 3, a), .name = row_str(r, WORD_COLUMNS + 4, a), .code = row_str(r, WORD_COLUMNS + 5, a),
                                 .note = row_str(r, WORD_COLUMNS + 6, a), .level = row_int(r, WORD_COLUMNS + 7), .levels = row_str(r, WORD_COLUMNS + 8, a)};
        t->id = t->word.id;
        t->own_note = t->word.note;
    }
    return rows_end(r, err);
}

static const char sql_waiting[] = SQL(
    "SELECT count(*) FROM skill_word k JOIN skill_claim c ON c.id = k.claim_id JOIN person p ON p.id = c.person_id WHERE k.org_id = $1 AND k.state = 'asked' AND c.ended_at IS NULL"
    " AND p.removed_at IS NULL AND k.by_id IN (" ACCESS_MINE("$1", "$2") ") AND c.person_id NOT IN (" ACCESS_MINE("$1", "$2") ")");

code skill_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err)
{
    return db_int(db, sql_waiting, ARGS(v_int(org), v_int(account)), n, err);
}

/* ---- one's own ---- */

static const char sql_item[] = SQL("SELECT count(*) FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.id = $2 AND i.retired_at IS NULL");
static const char sql_levels[] = SQL("SELECT f.levels FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.id = $2");
static const char sql_many[] = SQL("SELECT count(*) FROM skill_claim WHERE org_id = $1 AND person_id = $2 AND item_id <> $3 AND said_at IS NOT NULL AND ended_at IS NULL");
/* Said again, with other words: its day stays, unless it was taken back. */
static const char sql_say[] = SQL(
    "INSERT INTO skill_claim (org_id, person_id, item_id, note, said_at, created_at, level) VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT (person_id, item_id) DO UPDATE"
    " SET note = excluded.note, level = excluded.level, said_at = CASE WHEN skill_claim.ended_at IS NULL THEN coalesce(skill_claim.said_at, excluded.said_at) ELSE excluded.said_at END, ended_at = NULL");

static code check_words(str note, struct error *err)
{
    return utf8_count(note) <= CLAIM_NOTE ? OK : fail(err, BAD_INPUT, "note", "this is too long");
}

static code check_level(struct db *db, struct arena *a, int64_t org, int64_t item, int64_t level, struct error *err)
{
    struct rows *r = db_query(db, sql_levels, ARGS(v_int(org), v_int(item)));
    int64_t most = rows_next(r) ? scale_count(row_str(r, 0, a)) : 0;

    TRY(rows_end(r, err));
    return level >= 0 && level <= most ? OK : fail(err, BAD_INPUT, "level", "choose one of the list");
}

static code check_skill(struct db *db, int64_t org, int64_t person, int64_t item, str note, struct error *err)
{
    int64_t n = 0;

    TRY(check_words(note, err));
    TRY(db_int(db, sql_item, ARGS(v_int(org), v_int(item)), &n, err));
    if (!n)
        return fail(err, BAD_INPUT, "skill", "choose a skill of the list");
    TRY(db_int(db, sql_many, ARGS(v_int(org), v_int(person), v_int(item)), &n, err));
    return n < CLAIMS_MOST ? OK : fail(err, LIMIT, "skill", "these are %d skills already: take one back first", CLAIMS_MOST);
}

static code need_me(struct db *db, struct arena *a, int64_t account, int64_t org, int64_t person, struct error *err)
{
    struct skill_mes all = {0};

    TRY(skill_me_find(db, a, account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].org == org && all.items[i].person == person)
            return OK;
    return fail(err, DENIED, "skill", "that is said by whoever it is about");
}

static code say(struct db *db, struct arena *a, const struct vouch_say *s, struct error *err)
{
    TRY(need_me(db, a, s->account, s->org, s->person, err));
    TRY(check_skill(db, s->org, s->person, s->item, s->note, err));
    TRY(check_level(db, a, s->org, s->item, s->level, err));
    TRY(db_run(db, sql_say, ARGS(v_int(s->org), v_int(s->person), v_int(s->item), v_str(s->note), v_int(clock_now()), v_int(s->level)), NULL, err));
    return skill_changed(db, a, s->org, s->person, err);
}

code vouch_say(struct db *db, struct arena *a, const struct vouch_say *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, say(db, a, s, err), err);
}

/* Whose it is not, for them it is not there. */
static code own_claim(struct db *db, struct arena *a, const struct vouch_act *c, struct skill_claim *out, struct error *err)
{
    struct rows *r = db_query(db, sql_claim, ARGS(v_int(c->claim)));

    *out = (struct skill_claim){0};
    if (rows_next(r))
        *out = read_claim(r, a);
    TRY(rows_end(r, err));
    if (!out->id || need_me(db, a, c->account, out->org, out->person, NULL) != OK)
        return fail(err, NOT_FOUND, "skill", "you have not said that you have this skill");
    return OK;
}

static const char sql_take_back[] = SQL("UPDATE skill_claim SET ended_at = $2 WHERE id = $1 AND said_at IS NOT NULL AND ended_at IS NULL");
static const char sql_bring_back[] = SQL("UPDATE skill_claim SET ended_at = NULL WHERE id = $1 AND ended_at IS NOT NULL");
static const char sql_unask_all[] = SQL("UPDATE skill_word SET state = 'unasked', ended_at = $2 WHERE claim_id = $1 AND state = 'asked'");

static code take_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err)
{
    struct skill_claim x;
    int64_t n = 0;

    TRY(own_claim(db, a, c, &x, err));
    TRY(db_run(db, sql_take_back, ARGS(v_int(x.id), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "skill", "it is taken back already");
    TRY(skill_changed(db, a, x.org, x.person, err));
    return db_run(db, sql_unask_all, ARGS(v_int(x.id), v_int(clock_now())), NULL, err);
}

code vouch_take_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, take_back(db, a, c, err), err);
}

static code bring_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err)
{
    struct skill_claim x;
    int64_t n = 0;

    TRY(own_claim(db, a, c, &x, err));
    TRY(db_run(db, sql_bring_back, ARGS(v_int(x.id)), &n, err));
    return n ? skill_changed(db, a, x.org, x.person, err) : fail(err, CONFLICT, "skill", "it is not taken back");
}

code vouch_bring_back(struct db *db, struct arena *a, const struct vouch_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, bring_back(db, a, c, err), err);
}

/* ---- somebody is asked ---- */

static const char sql_asked_of[] = SQL("SELECT count(*) FROM skill_word WHERE claim_id = $1 AND asked_at IS NOT NULL AND by_id <> $2");
static const char sql_asked_today[] = SQL(
    "SELECT CAST(coalesce(sum(k.mails), 0) AS BIGINT) FROM skill_word k JOIN skill_claim c ON c.id = k.claim_id WHERE c.org_id = $1 AND c.person_id = $2 AND k.asked_at > $3");
static const char sql_got_today[] = SQL("SELECT CAST(coalesce(sum(k.mails), 0) AS BIGINT) FROM skill_word k WHERE k.org_id = $1 AND k.by_id = $2 AND k.asked_at > $3");
/* Who said no, or took it back, is not asked about the same again; a question that was taken back may be put once more. */
static const char sql_ask[] = SQL(
    "INSERT INTO skill_word (org_id, claim_id, by_id, state, is_manager, note, asked_at, mails) SELECT $1, $2, p.id, 'asked', 0, '', $4, 1 FROM person p WHERE p.org_id = $1 AND p.id = $3"
    " AND " WORKS_HERE("p", "$4") " ON CONFLICT (claim_id, by_id) DO UPDATE SET state = 'asked', asked_at = excluded.asked_at, ended_at = NULL, mails = skill_word.mails + 1"
    " WHERE skill_word.state = 'unasked' AND skill_word.mails < $5");

#define OF_ONE_QUESTION 2                        /* mails */

/* Mails are counted, as one address writes to another, whatever became of the questions. */
static code check_flood(struct db *db, const struct skill_claim *c, int64_t to, struct error *err)
{
    const msec yesterday = clock_now() - DAY;
    int64_t n = 0;

    TRY(db_int(db, sql_asked_of, ARGS(v_int(c->id), v_int(to)), &n, err));
    if (n >= CLAIM_ASKS)
        return fail(err, LIMIT, "person", "%d people were asked about this skill: that is enough", CLAIM_ASKS);
    TRY(db_int(db, sql_asked_today, ARGS(v_int(c->org), v_int(c->person), v_int(yesterday)), &n, err));
    if (n >= ASKS_A_DAY)
        return fail(err, LIMIT, "person", "you asked as many people as one day has: go on tomorrow");
    TRY(db_int(db, sql_got_today, ARGS(v_int(c->org), v_int(to), v_int(yesterday)), &n, err));
    return n < ASKS_TO_ONE ? OK : fail(err, LIMIT, "person", "they got several such mails today: ask them tomorrow");
}

static code find_asked(struct db *db, struct arena *a, const struct vouch_ask *q, const struct skill_claim *c, struct person *out, struct error *err)
{
    int64_t id = 0;
    bool mine = false;

    TRY(person_by_words(db, a, c->org, str_trim(q->person), &id, err));
    if (!id)
        return fail(err, BAD_INPUT, "person", "nobody is called so, or more than one: write their address");
    TRY(is_me(db, c->org, q->of.account, id, &mine, err));
    if (mine || id == c->person)
        return fail(err, BAD_INPUT, "person", "this is you: somebody else has to confirm it");
    return person_get(db, a, c->org, id, out, err);
}

static code tell_asked(struct app *app, struct db *db, struct arena *a, const struct skill_claim *c, const struct person *to, struct error *err)
{
    struct mail m = {.org = c->org, .kind = S("skill-asked"), .to_address = to->email, .to_name = to->name, .person = to->id};
    struct person who;

    if (!person_has_address(to->email))
        return OK;                               /* they find it under My skills */
    TRY(person_get(db, a, c->org, c->person, &who, err));
    return mail_letter(app, db, a, &(struct letter){.kind = "skill-asked", .org = c->org, .badge = c->name, .sender = who.name.n ? who.name : who.email, .link = app_url(a, app, S("/skills/asked"))}, &m, err);
}

static code ask(struct app *app, struct db *db, struct arena *a, const struct vouch_ask *q, struct error *err)
{
    struct skill_claim c;
    struct person to;
    int64_t n = 0;

    TRY(own_claim(db, a, &q->of, &c, err));
    if (!c.said || c.ended)
        return fail(err, CONFLICT, "skill", "say first that you have this skill");
    TRY(find_asked(db, a, q, &c, &to, err));
    TRY(check_flood(db, &c, to.id, err));
    TRY(db_run(db, sql_ask, ARGS(v_int(c.org), v_int(c.id), v_int(to.id), v_int(clock_now()), v_int(OF_ONE_QUESTION)), &n, err));
    return n ? tell_asked(app, db, a, &c, &to, err) : fail(err, BAD_INPUT, "person", "they were asked about this already, or said something of it");
}

code vouch_ask(struct app *app, struct db *db, struct arena *a, const struct vouch_ask *q, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, ask(app, db, a, q, err), err));
    app_wake(app);
    return OK;
}

static const char sql_unask[] = SQL("UPDATE skill_word SET state = 'unasked', ended_at = $3 WHERE claim_id = $1 AND id = $2 AND state = 'asked'");

static code unask(struct db *db, struct arena *a, const struct vouch_unask *q, struct error *err)
{
    struct skill_claim c;
    int64_t n = 0;

    TRY(own_claim(db, a, &q->of, &c, err));
    TRY(db_run(db, sql_unask, ARGS(v_int(c.id), v_int(q->word), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "skill", "it was answered already");
}

code vouch_unask(struct db *db, struct arena *a, const struct vouch_unask *q, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, unask(db, a, q, err), err);
}

/* ---- what others say ---- */

static const char sql_word[] = SQL(
    "SELECT " WORD ", c.org_id, c.person_id, coalesce(c.ended_at, 0), c.item_id, c.note, c.level FROM skill_word k JOIN skill_claim c ON c.id = k.claim_id WHERE k.id = $1 AND k.by_id IN " ACCESS_ME("$2"));
static const char sql_answer[] = SQL(
    "UPDATE skill_word SET state = $3, note = $4, is_manager = $5, said_at = $6, ended_at = $7, level = $8, about = $9, about_level = $10 WHERE id = $1 AND state = $2");

struct speaking { struct skill_word word; int64_t org, person; msec ended; int64_t item; str note; int64_t level; };

static code find_word(struct db *db, struct arena *a, const struct vouch_do *d, struct speaking *out, struct error *err)
{
    struct rows *r = db_query(db, sql_word, ARGS(v_int(d->word), v_int(d->account)));
    bool mine = false;

    *out = (struct speaking){0};
    if (rows_next(r))
        *out = (struct speaking){read_word(r, 0, a), row_int(r, WORD_COLUMNS), row_int(r, WORD_COLUMNS + 1), row_int(r, WORD_COLUMNS + 2), row_int(r, WORD_COLUMNS + 3), row_str(r, WORD_COLUMNS + 4, a),
                                 row_int(r, WORD_COLUMNS + 5)};
    TRY(rows_end(r, err));
    if (!out->word.id)
        return fail(err, NOT_FOUND, "skill", "you were not asked about this skill");
    TRY(is_me(db, out->org, d->account, out->person, &mine, err));
    return mine && d->act != WORD_BACK ? fail(err, DENIED, "skill", "nobody confirms a skill of their own") : OK;
}

/* From which state each leads to which. */
static const struct { const char *from, *to; } ways[] = {
    [WORD_YES] = {"asked", "said"}, [WORD_NO] = {"asked", "no"}, [WORD_BACK] = {"said", "back"}, [WORD_AGAIN] = {"back", "said"},
    [WORD_RENEW] = {"said", "said"}, [WORD_OPEN] = {"no", "asked"},
};

static code act(struct db *db, struct arena *a, const struct vouch_do *d, struct error *err)
{
    const msec now = clock_now();
    bool says = d->act == WORD_YES || d->act == WORD_RENEW, ends = d->act == WORD_NO || d->act == WORD_BACK, leads = false;
    struct speaking s;
    int64_t n = 0, by = 0;

    TRY(find_word(db, a, d, &s, err));
    TRY(speaker(db, a, s.org, d->account, &by, err));
    TRY(check_words(d->note, err));
    TRY(check_level(db, a, s.org, s.item, d->act == WORD_YES ? d->level : 0, err));
    if ((says || d->act == WORD_OPEN) && s.ended)
        return fail(err, CONFLICT, "skill", "they took it back meanwhile");
    TRY(skill_leads(db, s.org, s.person, d->account, &leads, err));
    TRY(db_run(db, sql_answer,
               ARGS(v_int(s.word.id), v_str(cstr(ways[d->act].from)), v_str(cstr(ways[d->act].to)), v_str(d->act == WORD_YES ? d->note : s.word.note),
                    v_int(says ? leads : s.word.is_manager), v_int_if(says || s.word.said, says ? now : s.word.said), v_int_if(ends, now),
                    v_int(d->act == WORD_YES ? d->level : s.word.level), v_str(says ? s.note : s.word.about), v_int(says ? s.level : s.word.about_level)),
               &n, err));
    return n ? skill_changed(db, a, s.org, s.person, err) : fail(err, CONFLICT, "skill", "it does not stand so any more: look at it again");
}

code vouch_answer(struct db *db, struct arena *a, const struct vouch_do *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, act(db, a, d, err), err);
}

/* ---- who leads somebody ---- */

static const char sql_room_for[] = SQL(
    "INSERT INTO skill_claim (org_id, person_id, item_id, note, created_at) VALUES ($1, $2, $3, '', $4) ON CONFLICT (person_id, item_id) DO UPDATE SET note = skill_claim.note RETURNING id");
static const char sql_vouch[] = SQL(
    "INSERT INTO skill_word (org_id, claim_id, by_id, state, is_manager, note, said_at, level, about, about_level) SELECT c.org_id, c.id, $3, 'said', 1, $4, $5, $6, c.note, c.level FROM skill_claim c"
    " WHERE c.org_id = $1 AND c.id = $2"
    " ON CONFLICT (claim_id, by_id) DO UPDATE SET state = 'said', is_manager = 1, note = excluded.note, said_at = excluded.said_at, ended_at = NULL,"
    " level = excluded.level, about = excluded.about, about_level = excluded.about_level");

static code vouch(struct db *db, struct arena *a, const struct vouch_led *v, struct error *err)
{
    int64_t claim = 0, by = 0;
    bool leads = false;

    TRY(skill_leads(db, v->org, v->person, v->account, &leads, err));
    if (!leads)
        return fail(err, NOT_FOUND, "person", "there is no such person among those you lead");
    TRY(speaker(db, a, v->org, v->account, &by, err));
    TRY(check_skill(db, v->org, v->person, v->item, v->note, err));
    TRY(check_level(db, a, v->org, v->item, v->level, err));
    TRY(db_int(db, sql_room_for, ARGS(v_int(v->org), v_int(v->person), v_int(v->item), v_int(clock_now())), &claim, err));
    TRY(db_run(db, sql_vouch, ARGS(v_int(v->org), v_int(claim), v_int(by), v_str(v->note), v_int(clock_now()), v_int(v->level)), NULL, err));
    return skill_changed(db, a, v->org, v->person, err);
}

code vouch_led(struct db *db, struct arena *a, const struct vouch_led *v, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, vouch(db, a, v, err), err);
}

/* ---- kept tidy ---- */

#define NOT_HELD(person) "NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.person_id = " person " AND h.ended_at IS NULL)"
static const char sql_tidy_words[] = SQL(
    "DELETE FROM skill_word WHERE ended_at IS NOT NULL AND ended_at <= $1 AND state <> 'no' AND EXISTS (SELECT 1 FROM skill_claim c WHERE c.id = skill_word.claim_id AND " NOT_HELD("c.person_id") ")"
    " AND (by_id IS NULL OR " NOT_HELD("skill_word.by_id") ")");
/* What others say of it stays, without the words of who took it back. */
static const char sql_tidy_about[] = SQL(
    "UPDATE skill_word SET about = '', about_level = 0 WHERE (about <> '' OR about_level > 0) AND claim_id IN (SELECT c.id FROM skill_claim c WHERE c.ended_at IS NOT NULL AND c.ended_at <= $1 AND " NOT_HELD("c.person_id") ")");
static const char sql_tidy_notes[] = SQL("UPDATE skill_claim SET note = '', level = 0, said_at = NULL, ended_at = NULL WHERE ended_at IS NOT NULL AND ended_at <= $1 AND " NOT_HELD("skill_claim.person_id"));
static const char sql_tidy_claims[] = SQL(
    "DELETE FROM skill_claim WHERE said_at IS NULL AND created_at <= $1 AND NOT EXISTS (SELECT 1 FROM skill_word k WHERE k.claim_id = skill_claim.id) AND " NOT_HELD("skill_claim.person_id"));

/* Of what was handed in and is gone. */
static const char sql_tidy_outside[] = SQL("DELETE FROM outside_skill WHERE $1 = $1 AND NOT EXISTS (SELECT 1 FROM intake_skill x WHERE x.outside_id = outside_skill.id)");

static code schedule_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("skill.tidy"), S(""), str_printf(a, "skill.tidy %lld", (long long)(at / DAY)), at, err);
}

code vouch_schedule(struct db *db, struct arena *a, struct error *err)
{
    return schedule_at(db, a, clock_now() + 5 * MINUTE, err);
}

static enum job_result run_tidy(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    static const char *const steps[] = {sql_tidy_words, sql_tidy_about, sql_tidy_notes, sql_tidy_claims, sql_tidy_outside};

    (void)ctx;
    (void)j;
    for (size_t i = 0; i < COUNT(steps); i++)
        if (db_run(db, steps[i], ARGS(v_int(clock_now() - CLAIM_KEPT)), NULL, err) != OK)
            return JOB_RETRY;
    return schedule_at(db, a, (clock_now() / DAY + 1) * DAY + 2 * HOUR, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind skill_jobs[] = {{"skill.tidy", run_tidy}, {NULL, NULL}};
