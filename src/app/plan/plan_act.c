/* plan/plan_act.c — what becomes of a plan: sent, answered, closed, removed, and back. */
#include "app/plan/plan_private.h"

#define WORDS_MOST 2000

struct act_way { const char *kind; bool is_own, wants_words; };
static const struct act_way ways[PLAN_ACTS] = {
    [PLAN_SEND] = {"send", true, false}, [PLAN_TAKE_BACK] = {"take-back", true, false}, [PLAN_REACHED] = {"reached", true, false}, [PLAN_GIVE_UP] = {"give-up", true, false},
    [PLAN_REOPEN] = {"reopen", true, false}, [PLAN_REMOVE] = {"remove", true, false}, [PLAN_RESTORE] = {"restore", true, false},
    [PLAN_AGREE] = {"agree", false, false}, [PLAN_ASK] = {"ask", false, true}, [PLAN_UNDO] = {"undo", false, false}, [PLAN_COMMENT] = {"comment", false, true},
};

static bool may_send(const struct plan *p)
{
    return p->manager && (p->state == PLAN_DRAFT || p->state == PLAN_BACK || (p->state == PLAN_AGREED && p->changed > p->answered));
}

bool plan_may(const struct plan *p, enum plan_act act, int64_t account)
{
    bool open = !p->closed && !p->removed;

    switch (act) {
    case PLAN_SEND: return p->is_own && open && may_send(p);
    case PLAN_TAKE_BACK: return p->is_own && open && p->state != PLAN_DRAFT;
    case PLAN_REACHED: case PLAN_GIVE_UP: return p->is_own && open;
    case PLAN_REOPEN: return p->is_own && p->closed && !p->removed;
    case PLAN_REMOVE: return p->is_own && !p->removed;
    case PLAN_RESTORE: return p->is_own && p->removed;
    case PLAN_AGREE: case PLAN_ASK: return p->is_led && open && p->state == PLAN_SENT;
    case PLAN_UNDO:
        return p->is_led && open && (p->state == PLAN_AGREED || p->state == PLAN_BACK) && p->answered_by == account && p->answered > clock_now() - ACT_UNDO_TIME;
    case PLAN_COMMENT: return (p->is_own || p->is_led) && !p->removed;
    case PLAN_ACTS: break;
    }
    return false;
}

/* Each changes what it names and nothing else; $3 is the moment, $2 who does it. */
static const char sql_send[] = SQL("UPDATE plan SET state = 'sent', sent_at = $3, answered_at = NULL, answered_by = NULL WHERE id = $1 AND $2 = $2");
static const char sql_take_back[] = SQL("UPDATE plan SET state = 'draft', sent_at = NULL, answered_at = NULL, answered_by = NULL WHERE id = $1 AND $2 = $2 AND $3 = $3");
static const char sql_reached[] = SQL("UPDATE plan SET closed_at = $3, reached = 1 WHERE id = $1 AND $2 = $2");
static const char sql_give_up[] = SQL("UPDATE plan SET closed_at = $3, reached = 0 WHERE id = $1 AND $2 = $2");
static const char sql_reopen[] = SQL("UPDATE plan SET closed_at = NULL, reached = 0 WHERE id = $1 AND $2 = $2 AND $3 = $3");
static const char sql_remove[] = SQL("UPDATE plan SET removed_at = $3 WHERE id = $1 AND $2 = $2");
static const char sql_restore[] = SQL("UPDATE plan SET removed_at = NULL WHERE id = $1 AND $2 = $2 AND $3 = $3");
static const char sql_agree[] = SQL("UPDATE plan SET state = 'agreed', answered_at = $3, answered_by = $2 WHERE id = $1");
static const char sql_ask[] = SQL("UPDATE plan SET state = 'back', answered_at = $3, answered_by = $2 WHERE id = $1");
static const char sql_undo[] = SQL("UPDATE plan SET state = 'sent', answered_at = NULL, answered_by = NULL WHERE id = $1 AND $2 = $2 AND $3 = $3");
static const char *const changes[PLAN_ACTS] = {
    [PLAN_SEND] = sql_send, [PLAN_TAKE_BACK] = sql_take_back, [PLAN_REACHED] = sql_reached, [PLAN_GIVE_UP] = sql_give_up, [PLAN_REOPEN] = sql_reopen,
    [PLAN_REMOVE] = sql_remove, [PLAN_RESTORE] = sql_restore, [PLAN_AGREE] = sql_agree, [PLAN_ASK] = sql_ask, [PLAN_UNDO] = sql_undo,
};

static code why_not(const struct plan *p, const struct plan_do *d, struct error *err)
{
    if (d->act != PLAN_COMMENT && ways[d->act].is_own != p->is_own)
        return fail(err, DENIED, "plan", ways[d->act].is_own ? "that is done by whoever the plan is of" : "that is done by who leads them");
    if (d->act == PLAN_SEND && !p->manager)
        return fail(err, CONFLICT, "plan", "the directory names nobody who leads you, so there is nobody to send it to");
    return fail(err, CONFLICT, "plan", "that cannot be done as the plan stands now");
}

/* Everything that changes it waits here for everything else that does. */
static const char sql_lock[] = SQL("UPDATE plan SET reached = reached WHERE id = $1");

static bool is_answer(enum plan_act act)
{
    return act == PLAN_AGREE || act == PLAN_ASK;
}

static code check_words(const struct plan_do *d, struct error *err)
{
    if (ways[d->act].wants_words && !d->words.n)
        return fail(err, BAD_INPUT, "words", d->act == PLAN_ASK ? "say what is to be changed" : "write something first");
    return d->words.n <= WORDS_MOST ? OK : fail(err, BAD_INPUT, "words", "that is too long");
}

static code act(struct db *db, struct arena *a, const struct plan_do *d, struct error *err)
{
    struct plan p;

    TRY(db_run(db, sql_lock, ARGS(v_int(d->id)), NULL, err));
    TRY(plan_look(db, a, d->id, d->account, &p, err));
    if (!plan_may(&p, d->act, d->account))
        return why_not(&p, d, err);
    TRY(check_words(d, err));
    if (is_answer(d->act) && d->seen != p.changed)
        return fail(err, CONFLICT, "seen", "the plan was changed since you opened it: read it again first");
    if (d->act == PLAN_RESTORE)
        TRY(plan_has_room(db, p.person, err));
    if (changes[d->act])
        TRY(db_run(db, changes[d->act], ARGS(v_int(d->id), v_int(d->account), v_int(clock_now())), NULL, err));
    return plan_note(db, &(struct plan_note){&p, d->account, ways[d->act].kind, d->words}, err);
}

code plan_act(struct db *db, struct arena *a, const struct plan_do *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, act(db, a, d, err), err);
}
