/* recognise/scheme_pages.c — schemes and their rules, and all routes of the slice. */
#include "app/recognise/recognise_view.h"

#include "app/org/access.h"
#include "app/zone.h"
#include "templates.h"

#define WORDS_MOST 2000

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/recognition/schemes", (long long)rq->org);
}

static struct tag_view tag_of(const struct scheme *s)
{
    if (!str_eq(s->badge_state, S("published")))
        return (struct tag_view){"bad", "archive", said("Its badge is archived")};
    if (s->deciders == 0)
        return (struct tag_view){"bad", "user-off", said("Nobody decides any more")};
    return s->stopped ? (struct tag_view){NULL, "ban", said("Stopped")} : (struct tag_view){"good", "check", said("Open")};
}

/* 0: a new one. */
static int64_t asked_scheme(const struct request *rq)
{
    return str_is_absent(request_param(rq, "scheme")) ? 0 : request_param_int(rq, "scheme");
}

/* ---- all ---- */

static void list_schemes(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct schemes_view v = {.base = str_printf(a, "/org/%lld/recognition", (long long)rq->org), .add = str_join(a, base_path(rq), S("/new"))};
    struct schemes all = {0};
    struct badge_list badges = {0};
    struct error err = {0};

    if (schemes_find(rq->db, a, rq->org, &all, &err) != OK
        || catalog_list(rq->db, a, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = 1}}, &badges, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_badge = badges.n > 0;
    for (size_t i = 0; i < all.n; i++)
        *list_add(a, &v.lines) = (struct scheme_line){
            .href = str_printf(a, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)all.items[i].id), .name = all.items[i].name, .badge = all.items[i].badge_name,
            .picture = recognise_picture(a, all.items[i].png_hash), .tag = tag_of(&all.items[i]), .waiting = all.items[i].waiting, .nominated = all.items[i].nominated};
    struct out o = app_page(rq, "Schemes of recognition", "awards");
    tmpl_recognise_schemes(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static const struct form_field fields[] = {
    {"badge", FIELD_INT, "Badge"},
    {"name", FIELD_LINE, "Name", .max = 120},
    {"words", FIELD_TEXT, "What people read first", .max = WORDS_MOST},
    {"who", FIELD_CHOICE, "Who may nominate", .choices = "people|members|managers"},
    {"quota", FIELD_INT, "Nominations of one person in a month", .max = 1000},
    {"apart", FIELD_INT, "Days without a return", .max = 3650},
    {"rest", FIELD_INT, "Days of rest", .max = 3650},
    {"values", FIELD_TEXT, "Values of the company", .max = 1500},
    {"wall", FIELD_INT, "Days on the wall", .max = 3650},
    {"named", FIELD_BOOL, "Say who nominated"},
    {"every", FIELD_CHOICE, "Comes again", .choices = "no|week|fortnight|month"},
    {"weekday", FIELD_INT, "Day", .max = 7},
    {"time", FIELD_LINE, "Time", .max = 5},
    {"zone", FIELD_LINE, "Time zone", .max = 60},
    {"counts", FIELD_CHOICE, "What counts", .choices = "nominations|votes"},
    {"tie", FIELD_CHOICE, "When several have as many", .choices = "waited|share|panel"},
    {"rounds", FIELD_INT, "Rounds of rest", .max = 100},
    {"varies", FIELD_BOOL, "A picture of its own"},
    {"leader", FIELD_BOOL, "Whoever leads them must say yes, too"},
    {"votes", FIELD_INT, "Who must say yes", .max = DECIDERS_MOST},
    {"decider", FIELD_MANY, "Who decides"},
};
static const struct form_spec spec = FORM(fields);

static void read_scheme(struct request *rq, const struct form *f, struct scheme *s)
{
    s->org = rq->org;
    s->achievement = form_int(f, "badge");
    s->name = form_text(f, "name");
    s->words = form_text(f, "words");
    s->who = form_text(f, "who");
    s->quota = form_int(f, "quota");
    s->apart_days = form_int(f, "apart");
    s->rest_days = form_int(f, "rest");
    s->company_values = form_text(f, "values");
    s->wall_days = form_int(f, "wall");
    s->says_who = form_bool(f, "named");
    s->asks_leader = form_bool(f, "leader");
    s->votes = str_is_empty(form_text(f, "votes")) ? 1 : form_int(f, "votes");
}

/* "15:00"; -1: no such time. */
static int64_t minute_of(str time)
{
    str hours;
    int64_t h, m;

    if (!str_cut(&time, ':', &hours) || time.n != 2 || !str_to_int(hours, &h) || !str_to_int(time, &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return -1;
    return h * 60 + m;
}

static void read_rounds(const struct form *f, struct scheme *s)
{
    str every = form_text(f, "every");

    s->every = str_eq(every, S("no")) ? S("") : every;
    s->close_weekday = form_int(f, "weekday");
    s->close_minute = minute_of(form_text(f, "time"));
    s->time_zone = form_text(f, "zone");
    s->counts = form_text(f, "counts");
    s->tie = form_text(f, "tie");
    s->rest_rounds = form_int(f, "rounds");
    s->varies = form_bool(f, "varies");
}

static void fill_rounds(struct arena *a, struct form *f, const struct scheme *s)
{
    form_set(f, "every", s->every.n ? s->every : S("no"));
    form_set_int(f, "weekday", s->close_weekday);
    form_set(f, "time", str_printf(a, "%02lld:%02lld", (long long)s->close_minute / 60, (long long)s->close_minute % 60));
    form_set(f, "zone", s->time_zone);
    form_set(f, "counts", s->counts);
    form_set(f, "tie", s->tie);
    if (s->rest_rounds)
        form_set_int(f, "rounds", s->rest_rounds);
    form_set_int(f, "varies", s->varies);
}

static void read_deciders(struct arena *a, struct form *f, struct id_list *out)
{
    const struct str_list *many = &form_value(f, "decider")->many;
    int64_t id;

    for (size_t i = 0; i < many->n; i++)
        if (str_to_int(many->items[i], &id))
            *list_add(a, out) = id;
}

static struct form *filled(struct arena *a, const struct scheme *s)
{
    struct form *f = form_empty(a, &spec);

    form_set(f, "name", s->name);
    form_set(f, "words", s->words);
    form_set(f, "who", s->who);
    form_set(f, "values", s->company_values);
    if (s->quota)
        form_set_int(f, "quota", s->quota);
    if (s->apart_days)
        form_set_int(f, "apart", s->apart_days);
    if (s->rest_days)
        form_set_int(f, "rest", s->rest_days);
    if (s->wall_days)
        form_set_int(f, "wall", s->wall_days);
    form_set_int(f, "named", s->says_who);
    form_set_int(f, "leader", s->asks_leader);
    fill_rounds(a, f, s);
    form_set_int(f, "votes", s->votes);
    return f;
}

static code add_badges(struct request *rq, struct scheme_view *v, struct error *err)
{
    struct badge_list badges = {0};

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = 300}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        *list_add(rq->arena, &v->badges) = (struct badge_choice){badges.items[i].id, badges.items[i].v.name, badges.items[i].id == form_int(v->form, "badge")};
    return OK;
}

static bool is_sent(const struct id_list *sent, int64_t account)
{
    for (size_t i = 0; i < sent->n; i++)
        if (sent->items[i] == account)
            return true;
    return false;
}

#define AHEAD 4

static struct tag_view round_tag(str state)
{
    if (str_eq(state, S("open")))
        return (struct tag_view){"info", "hourglass", said("Open")};
    if (str_eq(state, S("panel")))
        return (struct tag_view){"warn", "gavel", said("The panel decides")};
    return str_eq(state, S("decided")) ? (struct tag_view){"good", "check", said("Decided")} : (struct tag_view){NULL, "circle-minus", said("Passed")};
}

static code add_rounds(struct request *rq, struct scheme_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct rounds all = {0};
    struct moments ahead = {0};

    TRY(rounds_find(rq->db, a, rq->org, v->s.id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct round *r = &all.items[i];
        bool is_held = str_eq(r->state, S("decided")) && r->decided + ACT_UNDO_TIME > clock_now();
        *list_add(a, &v->rounds) = (struct round_line){
            .r = *r, .closes = zone_words(a, v->s.time_zone, r->closes), .tag = round_tag(r->state),
            .back = is_held ? str_printf(a, STR_FMT "/%lld/rounds/%lld/back", STR_ARG(v->base), (long long)v->s.id, (long long)r->id) : S("")};
    }
    if (v->s.stopped == 0)
        rounds_ahead(a, &v->s, clock_now(), AHEAD, &ahead);
    for (size_t i = 0; i < ahead.n; i++)
        *list_add(a, &v->ahead) = zone_words(a, v->s.time_zone, ahead.items[i]);
    return OK;
}

static const struct scheme usual = {.who = S("people"), .quota = 3, .apart_days = 90, .rest_days = 90, .votes = 1, .wall_days = 90, .every = S(""), .close_weekday = 5, .close_minute = 900, .time_zone = S(""), .counts = S("nominations"), .tie = S("waited"), .name = S(""), .words = S(""), .company_values = S("")};

static code load(struct request *rq, struct scheme_view *v, struct form *typed, struct error *err)
{
    struct arena *a = rq->arena;
    int64_t id = asked_scheme(rq);

    v->is_new = id == 0;
    v->base = base_path(rq);
    v->s = usual;
    if (!v->is_new)
        TRY(scheme_get(rq->db, a, rq->org, id, &v->s, err));
    v->form = typed ? typed : filled(a, &v->s);
    TRY(scheme_deciders(rq->db, a, rq->org, id, &v->deciders, err));
    if (typed) {
        struct id_list sent = {0};
        read_deciders(a, typed, &sent);
        for (size_t i = 0; i < v->deciders.n; i++)
            v->deciders.items[i].is_chosen = is_sent(&sent, v->deciders.items[i].account);
    }
    v->action = v->is_new ? str_join(a, v->base, S("/new")) : str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)id);
    if (v->is_new)
        return add_badges(rq, v, err);
    TRY(add_rounds(rq, v, err));
    v->address = app_url(a, app_of(rq), str_join(a, S("/recognise/"), v->s.public_id));
    v->picture = recognise_picture(a, v->s.png_hash);
    v->tag = tag_of(&v->s);
    v->is_open = v->s.stopped == 0;
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *typed)
{
    struct scheme_view v = {0};
    struct error err = {0};

    if (load(rq, &v, typed, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_new ? "New scheme" : str_z(rq->arena, v.s.name), "awards");
    tmpl_recognise_scheme(&o, &v);
    app_send_form(rq, rs, &o, v.form);
}

static void show_scheme(struct request *rq, struct response *rs)
{
    show(rq, rs, NULL);
}

static void post_scheme(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct scheme s = {.id = asked_scheme(rq)};
    struct id_list deciders = {0};
    struct error err = {0};
    int64_t id = 0;
    code c = OK;

    read_scheme(rq, f, &s);
    read_rounds(f, &s);
    read_deciders(rq->arena, f, &deciders);
    if (f->ok)
        c = scheme_save(rq->db, rq->arena, &(struct scheme_save){&s, &deciders, rq->session->account}, &id, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id), "Saved. Pass its address on.");
}

static void set_stopped(struct request *rq, struct response *rs, bool stopped, const char *message)
{
    struct scheme_stop w = {rq->org, request_param_int(rq, "scheme"), rq->session->account, stopped};
    struct error err = {0};

    if (scheme_set_stopped(rq->db, rq->arena, &w, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)w.id), message);
}

static void stop_scheme(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, true, "Stopped: nobody is nominated now. What waits can still be decided.");
}

static void start_scheme(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, false, "People can nominate again.");
}

static void round_back(struct request *rq, struct response *rs)
{
    struct round_back w = {rq->org, request_param_int(rq, "scheme"), request_param_int(rq, "round"), rq->session->account};
    struct error err = {0};

    if (round_take_back(rq->db, rq->arena, &w, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)w.scheme), "Taken back: nothing was told. Those who decide choose now by their votes.");
}

#define QUEUE   "/org/{org}/recognition"
#define SCHEMES QUEUE "/schemes"

const struct route recognise_routes[] = {
    {GET, QUEUE, VIEW_ORG, recognise_queue, NULL, 0},
    {GET, QUEUE "/{id}", SIGNED_IN, decide_show, NULL, 0},
    {POST, QUEUE "/{id}/vote", SIGNED_IN, decide_post, NULL, 0},
    {POST, QUEUE "/{id}/back", SIGNED_IN, decide_back, NULL, 0},
    {GET, SCHEMES, AWARD_BADGES, list_schemes, NULL, 0},
    {GET, SCHEMES "/new", AWARD_BADGES, show_scheme, NULL, 0},
    {POST, SCHEMES "/new", AWARD_BADGES, post_scheme, NULL, 0},
    {GET, SCHEMES "/{scheme}", AWARD_BADGES, show_scheme, NULL, 0},
    {POST, SCHEMES "/{scheme}", AWARD_BADGES, post_scheme, NULL, 0},
    {POST, SCHEMES "/{scheme}/stop", AWARD_BADGES, stop_scheme, NULL, 0},
    {POST, SCHEMES "/{scheme}/start", AWARD_BADGES, start_scheme, NULL, 0},
    {POST, SCHEMES "/{scheme}/rounds/{round}/back", AWARD_BADGES, round_back, NULL, 0},
    {GET, "/recognise", SIGNED_IN, recognise_home, NULL, 0},
    {GET, "/recognise/{scheme}", SIGNED_IN, nominate_show, NULL, 0},
    {POST, "/recognise/{scheme}", SIGNED_IN, nominate_post, NULL, 0},
    {POST, "/recognise/{scheme}/{id}/withdraw", SIGNED_IN, nominate_withdraw, NULL, 0},
    {POST, "/recognise/{scheme}/{id}/unendorse", SIGNED_IN, nominate_unendorse, NULL, 0},
    {0},
};
