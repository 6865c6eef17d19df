/* skill/vouch_pages.c — skills said of oneself, colleagues asked, answers given; and whoever
 * leads somebody confirms theirs. */
#include "app/skill/skill_view.h"

#include "app/catalog/framework.h"
#include "app/catalog/scale.h"
#include "app/org/person.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "templates.h"

static const struct form_field say_fields[] = {
    {"me", FIELD_INT, "Where"},
    {"item", FIELD_INT, "Skill"},
    {"note", FIELD_TEXT, "In what it shows", .max = CLAIM_NOTE},
    {"level", FIELD_INT, "Level", .max = SCALE_LEVELS},
};
static const struct form_spec say_spec = FORM(say_fields);
static const struct form_field claim_fields[] = {
    {"go", FIELD_CHOICE, "What", .choices = "back|again|ask|unask", .required = true},
    {"person", FIELD_LINE, "Whom do you ask?", .max = 254},
    {"word", FIELD_INT, "Question"},
};
static const struct form_spec claim_spec = FORM(claim_fields);
static const struct form_field task_fields[] = {
    {"go", FIELD_CHOICE, "What", .choices = "yes|no|back|again|renew|open", .required = true},
    {"note", FIELD_TEXT, "In what it shows", .max = CLAIM_NOTE},
    {"level", FIELD_INT, "Level", .max = SCALE_LEVELS},
};
static const struct form_spec task_spec = FORM(task_fields);

/* ---- a skill is looked for ---- */

#define FOUND_MOST 20

static int64_t query_int(struct request *rq, const char *name)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, name), &n) ? n : 0;
}

static code search(struct request *rq, struct skill_say_view *v, int64_t org, struct error *err)
{
    struct framework_row_list frameworks = {0};
    struct framework_item_list all = {0};

    v->words = utf8_cut(form_clean(rq->arena, request_query(rq, "q"), false), 100);
    v->has_searched = v->words.n > 0;
    TRY(framework_all(rq->db, rq->arena, org, &frameworks, err));
    v->has_frameworks = frameworks.n > 0;
    TRY(framework_search(rq->db, rq->arena, org, v->words, FOUND_MOST + 1, &all, err));
    v->has_more = all.n > FOUND_MOST;
    for (size_t i = 0; i < all.n && i < FOUND_MOST; i++)
        *list_add(rq->arena, &v->found) = (struct skill_found){
            .name = all.items[i].skill.target_name, .code = all.items[i].skill.target_code, .framework = all.items[i].skill.target_framework,
            .href = str_printf(rq->arena, STR_FMT "?me=" STR_FMT "&item=%lld", STR_ARG(v->self), STR_ARG(v->me), (long long)all.items[i].id)};
    return OK;
}

static code choose(struct request *rq, struct skill_say_view *v, int64_t org, struct error *err)
{
    struct framework_item item;

    v->is_chosen = form_int(v->form, "item") > 0 && framework_item_get(rq->db, rq->arena, org, form_int(v->form, "item"), &item, NULL) == OK && !item.retired;
    if (!v->is_chosen)
        return search(rq, v, org, err);
    v->skill = item.skill.target_name;
    v->code = str_is_empty(item.skill.target_code) ? S("") : item.skill.target_code;
    skill_levels_list(rq->arena, item.skill.levels, form_text(v->form, "level"), &v->levels);
    return OK;
}

static void show_say(struct request *rq, struct response *rs, struct skill_say_view *v, int64_t org)
{
    struct error err = {0};

    if (choose(rq, v, org, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v->title), "");
    tmpl_skill_say(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

/* ---- one's own word ---- */

/* As whom: the first entry, unless another one is named. */
static code find_me(struct request *rq, int64_t person, struct skill_me *out, struct error *err)
{
    struct skill_mes all = {0};

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &all, err));
    if (!all.n)
        return fail(err, NOT_FOUND, "skill", "no organisation has you in its directory by an address of your account");
    *out = all.items[0];
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].person == person)
            *out = all.items[i];
    return OK;
}

static void say_page(struct request *rq, struct response *rs, struct form *f, const struct skill_me *me)
{
    struct skill_say_view v = {.form = f, .title = said("Say what I can"), .self = S("/skills/say"), .back = S("/skills"), .back_words = "My skills", .button = "Say it",
                               .lead = "It stands with your skills as your own word, for those who see them at work. Then you can ask others to confirm it.",
                               .hint = "Such as where you do it, and since when.", .me = str_printf(rq->arena, "%lld", (long long)me->person)};

    show_say(rq, rs, &v, me->org);
}

/* What was said of it before is changed, not written anew. */
static code fill_said(struct request *rq, struct form *f, const struct skill_me *me, struct error *err)
{
    struct skill_claims all = {0};

    form_set_int(f, "item", query_int(rq, "item"));
    TRY(vouch_claims(rq->db, rq->arena, me->org, me->person, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].item == form_int(f, "item") && all.items[i].said && !all.items[i].ended) {
            form_set(f, "note", all.items[i].note);
            form_set_int(f, "level", all.items[i].level);
        }
    return OK;
}

void skill_say_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &say_spec);
    struct skill_me me;
    struct error err = {0};

    if (find_me(rq, query_int(rq, "me"), &me, &err) != OK || fill_said(rq, f, &me, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    say_page(rq, rs, f, &me);
}

static bool is_typed_wrong(code c)
{
    return c == BAD_INPUT || c == LIMIT || c == CONFLICT;
}

void skill_say_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &say_spec);
    struct skill_me me;
    struct error err = {0};
    code c = find_me(rq, form_int(f, "me"), &me, &err);

    if (c == OK && form_int(f, "me") != me.person)
        c = fail(&err, DENIED, "skill", "that is said by whoever it is about");
    if (c == OK && f->ok)
        c = vouch_say(rq->db, rq->arena, &(struct vouch_say){rq->session->account, me.org, me.person, form_int(f, "item"), form_text(f, "note"), form_int(f, "level")}, &err);
    if (is_typed_wrong(c))
        form_reject_error(f, &err, rq->arena);
    else if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok)
        app_done(rq, rs, S("/skills"), "It stands with your skills now. You can ask others to confirm it.");
    else
        say_page(rq, rs, f, &me);
}

/* ---- one of them: others are asked, it is taken back ---- */

static code find_claim(struct request *rq, struct skill_claim_view *v, struct error *err)
{
    const int64_t id = request_param_int(rq, "claim");
    struct skill_mes me = {0};

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &me, err));
    for (size_t i = 0; i < me.n; i++) {
        struct skill_claims all = {0};
        TRY(vouch_claims(rq->db, rq->arena, me.items[i].org, me.items[i].person, &all, err));
        for (size_t k = 0; k < all.n; k++)
            if (all.items[k].id == id && all.items[k].said && !all.items[k].ended)
                v->c = all.items[k];
    }
    return v->c.id ? OK : fail(err, NOT_FOUND, "skill", "you have not said that you have this skill");
}

static void claim_page(struct request *rq, struct response *rs, struct form *f)
{
    struct skill_claim_view v = {.form = f, .self = str_printf(rq->arena, "/skills/mine/%lld", (long long)request_param_int(rq, "claim"))};
    struct error err = {0};

    if (find_claim(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.may_ask = v.c.words.n < CLAIM_ASKS;
    v.level = scale_name(v.c.levels, v.c.level);
    v.change = str_printf(rq->arena, "/skills/say?me=%lld&item=%lld", (long long)v.c.person, (long long)v.c.item);
    for (size_t i = 0; i < v.c.words.n; i++) {
        const struct skill_word *w = &v.c.words.items[i];
        *list_add(rq->arena, &v.words) = (struct skill_word_row){*w, scale_name(v.c.levels, w->level), scale_name(v.c.levels, w->about_level),
                                                                   w->said && (!str_eq(w->about, v.c.note) || w->about_level != v.c.level)};
    }
    struct out o = app_page(rq, str_z(rq->arena, v.c.name), "");
    tmpl_skill_claim(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void skill_claim_show(struct request *rq, struct response *rs)
{
    claim_page(rq, rs, form_empty(rq->arena, &claim_spec));
}

static code change_claim(struct request *rq, const struct form *f, struct error *err)
{
    const struct vouch_act c = {rq->session->account, request_param_int(rq, "claim")};
    str go = form_text(f, "go");

    if (str_eq(go, S("back")))
        return vouch_take_back(rq->db, rq->arena, &c, err);
    if (str_eq(go, S("again")))
        return vouch_bring_back(rq->db, rq->arena, &c, err);
    if (str_eq(go, S("unask")))
        return vouch_unask(rq->db, rq->arena, &(struct vouch_unask){c, form_int(f, "word")}, err);
    return vouch_ask(app_of(rq), rq->db, rq->arena, &(struct vouch_ask){c, form_text(f, "person")}, err);
}

void skill_claim_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &claim_spec);
    struct error err = {0};
    str self = str_printf(rq->arena, "/skills/mine/%lld", (long long)request_param_int(rq, "claim")), go = form_text(f, "go");
    bool stays = str_eq(go, S("ask")) || str_eq(go, S("unask"));
    code c = f->ok ? change_claim(rq, f, &err) : OK;

    if (is_typed_wrong(c) && stays)
        form_reject_error(f, &err, rq->arena);
    else if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!f->ok)
        claim_page(rq, rs, f);
    else if (stays)
        app_done(rq, rs, self, str_eq(go, S("ask")) ? "They are asked, and get a mail." : "They are not asked any more.");
    else
        app_done(rq, rs, S("/skills"), str_eq(go, S("back")) ? "Taken back. What others said of it stays." : "It stands with your skills again.");
}

/* ---- what one is asked ---- */

static struct tag_view task_tag(str state)
{
    if (str_eq(state, S("asked")))
        return (struct tag_view){"warn", "hourglass", said("You are asked")};
    if (str_eq(state, S("said")))
        return (struct tag_view){"good", "user-check", said("Confirmed")};
    return str_eq(state, S("no")) ? (struct tag_view){NULL, "minus", said("Rather not")} : (struct tag_view){NULL, "arrow-back-up", said("Taken back")};
}

str skill_error_of(const struct skill_task_line *one, const char *field)
{
    return one->error_of && strcmp(one->error_of, field) == 0 ? one->error : S("");
}

/* What was answered wrong: as typed, with what is wrong beside it. */
struct answering { int64_t word; const struct form *form; const char *field; str error; };

static struct skill_task_line task_line(struct request *rq, const struct skill_task *t, const struct answering *wrong)
{
    struct skill_task_line line = {.t = *t, .tag = task_tag(t->word.state), .may_renew = t->word.said && t->word.said < clock_now() - CLAIM_KEPT,
                                   .self = str_printf(rq->arena, "/skills/asked/%lld", (long long)t->id), .level = scale_name(t->levels, t->level),
                                   .own_level = scale_name(t->levels, t->word.level), .note = S(""), .error = S("")};
    str chosen = str_printf(rq->arena, "%lld", (long long)t->level);

    if (wrong && wrong->word == t->id) {
        line.note = form_text(wrong->form, "note");
        line.error = wrong->error;
        line.error_of = wrong->field;
        chosen = form_text(wrong->form, "level");
    }
    skill_levels_list(rq->arena, t->levels, chosen, &line.levels);
    return line;
}

static void tasks_page(struct request *rq, struct response *rs, const struct answering *wrong)
{
    struct skill_tasks_view v = {0};
    struct skill_tasks all = {0};
    struct error err = {0};

    if (skill_tasks_of(rq->db, rq->arena, rq->session->account, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++) {
        struct skill_task_line line = task_line(rq, &all.items[i], wrong);
        if (str_eq(line.t.word.state, S("asked")))
            *list_add(rq->arena, &v.asked) = line;
        else
            *list_add(rq->arena, &v.said) = line;
    }
    struct out o = app_page(rq, "Skills of others", "");
    tmpl_skill_tasks(&o, &v);
    app_send(rq, rs, &o);
    if (wrong)
        rs->status = 422;
}

void skill_tasks_show(struct request *rq, struct response *rs)
{
    tasks_page(rq, rs, NULL);
}

void skill_task_post(struct request *rq, struct response *rs)
{
    static const struct { const char *go, *done; } ways[] = {
        [WORD_YES] = {"yes", "Confirmed. It stands with their skill, with your name."}, [WORD_NO] = {"no", "You said that you would rather not."},
        [WORD_BACK] = {"back", "Taken back. It counts no more."}, [WORD_AGAIN] = {"again", "It counts again."},
        [WORD_RENEW] = {"renew", "Confirmed anew: it counts as of today."}, [WORD_OPEN] = {"open", "You are asked again."},
    };
    struct form *f = form_read(rq, &task_spec);
    struct vouch_do d = {rq->session->account, request_param_int(rq, "word"), WORD_NO, form_text(f, "note"), form_int(f, "level")};
    struct error err = {0};
    code c = OK;

    if (!str_is_empty(form_value(f, "go")->error)) {
        app_error_page(rq, rs, 422, "this is no answer");
        return;
    }
    while (f->ok && !str_eq(form_text(f, "go"), cstr(ways[d.act].go)))
        d.act = (enum vouch_answer)((d.act + 1) % COUNT(ways));
    if (f->ok)
        c = vouch_answer(rq->db, rq->arena, &d, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        const char *field = str_is_empty(form_value(f, "note")->error) ? "level" : "note";
        tasks_page(rq, rs, &(struct answering){d.word, f, field, form_value(f, field)->error});
        return;
    }
    app_done_or_fail(rq, rs, c, &err, S("/skills/asked"), ways[d.act].done);
}

/* ---- whoever leads them ---- */

/* Whom they do not lead is not there. */
static code find_led(struct request *rq, struct person *p, struct error *err)
{
    bool leads = false;

    TRY(skill_leads(rq->db, rq->org, request_param_int(rq, "id"), rq->session->account, &leads, err));
    if (!leads)
        return fail(err, NOT_FOUND, "person", "there is no such person among those you lead");
    return person_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), p, err);
}

static str led_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/team/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

void skill_led_show(struct request *rq, struct response *rs)
{
    struct skill_person_view v = {.back = led_path(rq), .back_words = "The person"};
    struct person p;
    struct error err = {0};
    code c = find_led(rq, &p, &err);

    if (c == OK)
        c = skill_lines_find(rq, &(struct skill_showing){.org = rq->org, .person = p.id, .now = clock_now()}, &v.skills, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = p.name.n ? p.name : p.email;
    v.say = str_join(rq->arena, v.back, S("/skills/say"));
    for (size_t i = 0; i < v.skills.n; i++) {
        v.skills.items[i].act = str_printf(rq->arena, STR_FMT "?item=%lld", STR_ARG(v.say), (long long)v.skills.items[i].item);
        v.skills.items[i].act_words = "Confirm it";
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "team");
    tmpl_skill_person(&o, &v);
    app_send(rq, rs, &o);
}

static void vouch_page(struct request *rq, struct response *rs, struct form *f, const struct person *p)
{
    struct skill_say_view v = {.form = f, .self = str_join(rq->arena, led_path(rq), S("/skills/say")), .back = str_join(rq->arena, led_path(rq), S("/skills")), .back_words = "Skills",
                               .button = "Confirm", .lead = "It stands with their skills, with your name and the day. Confirm only what you have seen.",
                               .hint = "What you have seen them do.", .me = S("")};

    v.title = words_printf(rq->arena, "Confirm a skill: " STR_FMT, STR_ARG(p->name.n ? p->name : p->email));
    show_say(rq, rs, &v, rq->org);
}

void skill_vouch_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &say_spec);
    struct person p;
    struct error err = {0};

    if (find_led(rq, &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set_int(f, "item", query_int(rq, "item"));
    vouch_page(rq, rs, f, &p);
}

void skill_vouch_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &say_spec);
    struct person p;
    struct error err = {0};
    code c = find_led(rq, &p, &err);

    if (c == OK && f->ok)
        c = vouch_led(rq->db, rq->arena, &(struct vouch_led){rq->session->account, rq->org, p.id, form_int(f, "item"), form_text(f, "note"), form_int(f, "level")}, &err);
    if (is_typed_wrong(c))
        form_reject_error(f, &err, rq->arena);
    else if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok)
        app_done(rq, rs, str_join(rq->arena, led_path(rq), S("/skills")), "Confirmed. You can take it back under My skills, Skills of others.");
    else
        vouch_page(rq, rs, f, &p);
}
