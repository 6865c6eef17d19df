/* lib/badge.c — lapel/badge.h: the model of every version, and pictures. */
#include "badge/bake.h"
#include "badge/recipient.h"
#include "badge/verify.h"
#include "lib/model.h"
#include "lib/work.h"

/* ---- the model ---- */

static str one_of(str first, str second)
{
    return str_is_empty(first) ? second : first;
}

static void fill_fields(struct arena *a, const struct badge *b, struct lapel_bytes out[FIELDS])
{
    const struct achievement *ac = &b->achievement;
    const str fields[FIELDS] = {
        [LAPEL_FIELD_VERSION] = cstr(badge_version_name(b->version)),
        [LAPEL_FIELD_KIND] = cstr(badge_kind_name(b->kind)),
        [LAPEL_FIELD_SUBJECT] = cstr(badge_subject_name(b->subject)),
        [LAPEL_FIELD_ID] = b->id,
        [LAPEL_FIELD_NAME] = one_of(b->name, ac->name),
        [LAPEL_FIELD_NARRATIVE] = b->narrative,
        [LAPEL_FIELD_IMAGE] = one_of(b->image.id, ac->image.id),
        [LAPEL_FIELD_RECIPIENT_ID] = b->subject_id,
        [LAPEL_FIELD_ACHIEVEMENT_ID] = ac->id,
        [LAPEL_FIELD_ACHIEVEMENT_NAME] = ac->name,
        [LAPEL_FIELD_ACHIEVEMENT_DESCRIPTION] = ac->description,
        [LAPEL_FIELD_ACHIEVEMENT_TYPE] = ac->achievement_type,
        [LAPEL_FIELD_CRITERIA_URL] = ac->criteria_id,
        [LAPEL_FIELD_CRITERIA_TEXT] = ac->criteria_narrative,
        [LAPEL_FIELD_ISSUER_ID] = b->issuer.id,
        [LAPEL_FIELD_ISSUER_NAME] = b->issuer.name,
        [LAPEL_FIELD_ISSUER_URL] = b->issuer.url,
        [LAPEL_FIELD_ISSUER_EMAIL] = b->issuer.email,
        [LAPEL_FIELD_REVOCATION_REASON] = b->revocation_reason,
    };

    for (size_t i = 0; i < FIELDS; i++)
        out[i] = work_bytes(a, fields[i]);
}

static struct lapel_item *room(struct arena *a, struct lapel_badge *out, enum lapel_list list,
                               size_t n)
{
    out->counts[list] = n;
    return out->items[list] = NEW_ARRAY(a, n, struct lapel_item);
}

static struct lapel_item item(struct arena *a, str id, str name, str text)
{
    return (struct lapel_item){work_bytes(a, id), work_bytes(a, name), work_bytes(a, text)};
}

static void fill_lists(struct arena *a, const struct badge *b, struct lapel_badge *out)
{
    const struct str_list *tags = &b->achievement.tags;
    const struct alignment_list *aligned = &b->achievement.alignments;
    struct lapel_item *to = room(a, out, LAPEL_TAGS, tags->n);

    for (size_t i = 0; i < tags->n; i++)
        to[i] = item(a, (str){0}, tags->items[i], (str){0});
    to = room(a, out, LAPEL_EVIDENCE, b->evidence.n);
    for (size_t i = 0; i < b->evidence.n; i++) {
        const struct evidence *e = &b->evidence.items[i];
        to[i] = item(a, e->id, e->name, one_of(e->narrative, e->description));
    }
    to = room(a, out, LAPEL_ALIGNMENTS, aligned->n);
    for (size_t i = 0; i < aligned->n; i++) {
        const struct alignment *al = &aligned->items[i];
        to[i] = item(a, al->target_url, al->target_name, al->target_description);
    }
    to = room(a, out, LAPEL_RECIPIENTS, b->identities.n);
    for (size_t i = 0; i < b->identities.n; i++) {
        const struct identity *id = &b->identities.items[i];
        to[i] = item(a, id->type, id->value, id->hashed ? id->salt : (str){0});
    }
}

void model_fill(struct arena *a, const struct badge *b, struct lapel_badge *out)
{
    *out = (struct lapel_badge){.badge = b, .original = work_bytes(a, b->original)};
    fill_fields(a, b, out->fields);
    fill_lists(a, b, out);
}

struct lapel_bytes lapel_badge_text(const struct lapel_badge *b, enum lapel_field field)
{
    return (unsigned)field < FIELDS ? b->fields[field] : (struct lapel_bytes){"", 0};
}

int lapel_badge_time(const struct lapel_badge *b, enum lapel_time which, int64_t *out)
{
    const struct badge *m = b->badge;
    const struct {
        bool is_there;
        msec at;
    } times[] = {
        [LAPEL_VALID_FROM] = {m->has_valid_from, m->valid_from},
        [LAPEL_VALID_UNTIL] = {m->has_valid_until, m->valid_until},
        [LAPEL_AWARDED] = {m->has_awarded, m->awarded},
    };

    if ((unsigned)which >= COUNT(times) || !times[which].is_there)
        return 0;
    *out = times[which].at;
    return 1;
}

size_t lapel_badge_count(const struct lapel_badge *b, enum lapel_list list)
{
    return (unsigned)list < COUNT(b->counts) ? b->counts[list] : 0;
}

struct lapel_item lapel_badge_item(const struct lapel_badge *b, enum lapel_list list, size_t i)
{
    static const struct lapel_bytes none = {"", 0};

    return i < lapel_badge_count(b, list) ? b->items[list][i]
                                          : (struct lapel_item){none, none, none};
}

struct lapel_bytes lapel_badge_original(const struct lapel_badge *b)
{
    return b->original;
}

struct asking {
    struct work w;
    const struct badge *badge;
    str who;
    bool is_theirs;
};

static code ask(void *ctx, struct error *err)
{
    struct asking *q = ctx;

    (void)err;
    q->is_theirs = recipient_matches(q->w.a, q->badge, q->who);
    return OK;
}

int lapel_badge_is_of(const struct lapel_badge *b, const char *who)
{
    struct asking job = {.badge = b->badge, .who = cstr(who)};

    if (!who || work_run(&job.w, ask, NULL) != LAPEL_OK)
        return 0;
    arena_free(job.w.a);
    return job.is_theirs;
}

/* ---- reading ---- */

struct reading {
    struct work w;
    const struct lapel *l;
    struct lapel_bytes input;
    struct lapel_badge *made;
};

static code read_badge(struct arena *a, const struct lapel *l, struct lapel_bytes input,
                       struct badge *out, struct error *err)
{
    str bytes;

    TRY(work_take(l, input, &bytes, err));
    return badge_read(a, str_copy(a, bytes), out, err);
}

static code do_read(void *ctx, struct error *err)
{
    struct reading *r = ctx;
    struct arena *a = r->w.a;
    struct badge *b = NEW(a, struct badge);

    TRY(read_badge(a, r->l, r->input, b, err));
    r->made = NEW(a, struct lapel_badge);
    model_fill(a, b, r->made);
    r->made->a = a;
    return OK;
}

enum lapel_code lapel_read(struct lapel *l, struct lapel_bytes input, struct lapel_badge **out,
                           struct lapel_error *err)
{
    struct reading job = {.w.memory = l->memory, .l = l, .input = input};
    enum lapel_code c = work_run(&job.w, do_read, err);

    *out = c == LAPEL_OK ? job.made : NULL;
    return c;
}

void lapel_badge_free(struct lapel_badge *b)
{
    if (b)
        arena_free(b->a);
}

/* ---- pictures ---- */

struct baking {
    struct work w;
    const struct lapel *l;
    struct lapel_bytes badge, image;
    str result;
};

static code do_bake(void *ctx, struct error *err)
{
    struct baking *job = ctx;
    struct badge b;
    str image;

    TRY(read_badge(job->w.a, job->l, job->badge, &b, err));
    TRY(work_take(job->l, job->image, &image, err));
    return bake(job->w.a, image, b.version, b.original, &job->result, err);
}

enum lapel_code lapel_bake(struct lapel *l, struct lapel_bytes badge, struct lapel_bytes image,
                           struct lapel_buffer **out, struct lapel_error *err)
{
    struct baking job = {.w.memory = l->memory, .l = l, .badge = badge, .image = image};

    return work_run_to_buffer(&job.w, do_bake, &job.result, out, err);
}

static code do_unbake(void *ctx, struct error *err)
{
    struct baking *job = ctx;
    struct unbaked found;
    str image;

    TRY(work_take(job->l, job->image, &image, err));
    TRY(unbake(job->w.a, image, &found, err));
    if (str_is_empty(str_trim(found.payload)))
        return fail(err, BAD_INPUT, "", "the badge in the image is empty");
    job->result = found.payload;
    return OK;
}

enum lapel_code lapel_unbake(struct lapel *l, struct lapel_bytes image, struct lapel_buffer **out,
                             struct lapel_error *err)
{
    struct baking job = {.w.memory = l->memory, .l = l, .image = image};

    return work_run_to_buffer(&job.w, do_unbake, &job.result, out, err);
}
