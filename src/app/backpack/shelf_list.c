/* backpack/shelf_list.c — all badges of a person as a list: found by words, issuer,
 * skill, tag, year and state; sorted; as a file. */
#include "app/backpack/shelf.h"

#include "app/backpack/backpack_pages.h"

/* A day that is over since the last check counts. */
#define STANDING_NOW "CASE WHEN h.standing = 'good' AND h.valid_until <= :now THEN 'expired' ELSE h.standing END"

/* ---- columns ---- */

static void title_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    *c = (struct list_cell){.text = v[0].s, .sub = v[3].s, .href = str_printf(l->a, "/backpack/badges/%lld", (long long)v[1].i),
                            .picture = v[2].s.n ? str_join(l->a, S("/images/"), v[2].s) : S("")};
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = holding_tag(&(struct holding){.standing = v[0].s, .valid_until = v[1].kind == VALUE_INT ? v[1].i : 0});
}

static void seen_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].i ? said("Anyone with the link") : said("Only me");
}

static const struct list_column columns[] = {
    {"title", "Badge", SQL_PIECE("h.title, h.id, coalesce(h.image_hash, ''), h.issuer_name"), .values = 4, .cell = title_cell,
     .order = SQL_PIECE("lower(h.title)")},
    {"state", "State", SQL_PIECE(STANDING_NOW ", h.valid_until"), .values = 2, .cell = state_cell},
    {"awarded", "Awarded", SQL_PIECE("h.awarded_at"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(h.awarded_at, 0)")},
    {"ends", "Valid until", SQL_PIECE("h.valid_until"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(h.valid_until, 9007199254740991)")},
    {"seen", "Who may see it", SQL_PIECE("h.is_public"), .cell = seen_cell},
    {"added", "Added", SQL_PIECE("h.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("h.id"), .indexed = true},
    {"issuer", "Issuer", SQL_PIECE("h.issuer_name"), .order = SQL_PIECE("lower(h.issuer_name)"), .extra = true},
    {"proved", "Issuer proved to be", SQL_PIECE("h.issuer_anchor"), .extra = true},
    {"standard", "Standard", SQL_PIECE("h.version"), .extra = true},
};

/* ---- filters ---- */

static const struct list_option states[] = {
    {"good", "Genuine", SQL_PIECE(STANDING_NOW " = 'good'")},
    {"soon", "Expires soon", SQL_PIECE("h.standing = 'good' AND h.valid_until > :now AND h.valid_until < :now + 7776000000")},
    {"expired", "Expired", SQL_PIECE(STANDING_NOW " = 'expired'")},
    {"revoked", "Revoked", SQL_PIECE("h.standing = 'revoked'")},
    {"suspended", "Suspended", SQL_PIECE("h.standing = 'suspended'")},
    {"silent", "Held when last seen", SQL_PIECE("h.standing = 'silent'")},
    {"broken", "Not genuine", SQL_PIECE("h.standing = 'broken'")},
    {"unverified", "Could not tell", SQL_PIECE("h.standing = 'doubtful'")},
    {"paper", "On paper", SQL_PIECE("h.standing = 'paper'")}, {NULL, NULL, NULL},
};
static const struct list_option bins[] = {
    {"kept", "In the Backpack", SQL_PIECE("h.removed_at IS NULL")}, {"removed", "Removed", SQL_PIECE("h.removed_at IS NOT NULL")}, {NULL, NULL, NULL},
};
static const struct list_option sights[] = {
    {"me", "Only me", SQL_PIECE("h.is_public = 0")}, {"link", "Anyone with the link", SQL_PIECE("h.is_public = 1")}, {NULL, NULL, NULL},
};

/* Addresses name a word, a collection or, for an issuer, one of its badges. */
static const char sql_issuers[] = SQL(
    "SELECT min(h.id), h.issuer_name FROM holding h WHERE h.owner_id = $1 AND h.removed_at IS NULL AND h.issuer_name <> ''"
    " GROUP BY h.issuer_name ORDER BY lower(h.issuer_name)");
static const char sql_issuer[] = SQL("SELECT h.issuer_name FROM holding h WHERE h.owner_id = $1 AND h.id = $2");
static const char sql_years[] = SQL(
    "SELECT h.awarded_year, '' FROM holding h WHERE h.owner_id = $1 AND h.removed_at IS NULL AND h.awarded_year > 0"
    " GROUP BY h.awarded_year ORDER BY h.awarded_year DESC");

static code choose(struct list *l, const char *sql, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql, ARGS(v_int(l->account)));

    while (rows_next(r)) {
        str number = str_printf(l->a, "%lld", (long long)row_int(r, 0)), words = row_str(r, 1, l->a);
        *list_add(l->a, out) = (struct list_choice){number, str_is_empty(words) ? number : words, 0};
    }
    return rows_end(r, err);
}

static code choose_issuer(struct list *l, struct list_choices *out, struct error *err) { return choose(l, sql_issuers, out, err); }
static code choose_year(struct list *l, struct list_choices *out, struct error *err) { return choose(l, sql_years, out, err); }

static str issuer_words(struct list *l, str value)
{
    int64_t id = 0;
    struct rows *r = db_query(l->db, sql_issuer, ARGS(v_int(l->account), v_int(str_to_int(value, &id) ? id : 0)));
    str name = rows_next(r) ? row_str(r, 0, l->a) : S("");

    return rows_end(r, NULL) == OK ? name : S("");
}

static code choose_words(struct list *l, str kind, struct list_choices *out, struct error *err)
{
    struct shelf_word_list all = {0};

    TRY(shelf_words(l->db, l->a, l->account, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id), all.items[i].name, 0};
    return OK;
}

static code choose_tag(struct list *l, struct list_choices *out, struct error *err) { return choose_words(l, S("tag"), out, err); }
static code choose_skill(struct list *l, struct list_choices *out, struct error *err) { return choose_words(l, S("skill"), out, err); }

static str word_words(struct list *l, str value)
{
    struct shelf_word w;
    int64_t id = 0;

    return str_to_int(value, &id) && shelf_word_get(l->db, l->a, l->account, id, &w, NULL) == OK ? w.name : S("");
}

static code choose_collection(struct list *l, struct list_choices *out, struct error *err)
{
    struct collection_list all = {0};

    TRY(collection_list_of(l->db, l->a, l->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id), all.items[i].name, 0};
    return OK;
}

static str collection_words(struct list *l, str value)
{
    struct collection c;
    int64_t id = 0;

    return str_to_int(value, &id) && collection_get(l->db, l->a, l->account, id, &c, NULL) == OK ? c.name : S("");
}

#define WORD_FILTER SQL_PIECE(                                                 \
    "EXISTS (SELECT 1 FROM holding_word x JOIN shelf_word w ON w.id = x.word_id WHERE x.holding_id = h.id AND w.owner_id = :me AND x.word_id = :value)")
static const struct list_filter filters[] = {
    {"issuer", "Issuer", FILTER_CHOICES, .choices = choose_issuer, .words = issuer_words, .is_number = true,
     .sql = SQL_PIECE("h.issuer_name = (SELECT o.issuer_name FROM holding o WHERE o.owner_id = :me AND o.id = :value)")},
    {"skill", "Skill", FILTER_CHOICES, .choices = choose_skill, .words = word_words, .is_number = true, .many = true, .sql = WORD_FILTER},
    {"tag", "Tag", FILTER_CHOICES, .choices = choose_tag, .words = word_words, .is_number = true, .many = true, .sql = WORD_FILTER},
    {"year", "Year", FILTER_CHOICES, .choices = choose_year, .is_number = true, .sql = SQL_PIECE("h.awarded_year = :value")},
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"collection", "Collection", FILTER_CHOICES, .choices = choose_collection, .words = collection_words, .is_number = true,
     .sql = SQL_PIECE("EXISTS (SELECT 1 FROM collection_holding x JOIN collection c ON c.id = x.collection_id"
                      " WHERE x.holding_id = h.id AND c.owner_id = :me AND x.collection_id = :value)")},
    {"sight", "Who may see it", FILTER_OPTIONS, .options = sights},
    {"in", "Where", FILTER_OPTIONS, .options = bins, .standard = "kept"},
};

const struct list_def shelf_list_def = {
    .name = "shelf", .title = "My badges", .thing = "badge", .things = "badges", .right = SIGNED_IN,
    .from = "holding h", .where = SQL_PIECE("h.owner_id = :me"), .key = "h.id",
    .search = SQL_PIECE("(lower(h.title) LIKE :word ESCAPE '!' OR lower(h.issuer_name) LIKE :word ESCAPE '!'"
                        " OR lower(h.description) LIKE :word ESCAPE '!' OR EXISTS (SELECT 1 FROM holding_word x JOIN shelf_word w ON w.id = x.word_id"
                        " WHERE x.holding_id = h.id AND lower(w.name) LIKE :word ESCAPE '!'))"),
    .search_label = "Badge, issuer, skill or tag",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-added",
};
