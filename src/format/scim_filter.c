/* format/scim_filter.c — filters and paths of SCIM: read by recursive descent,
 * one function per rule of the grammar, and held against a resource. */
#include "format/scim_filter.h"

struct reader { struct arena *a; str text; size_t at; unsigned depth, terms; };

static const struct { const char *word; enum scim_op op; } ops[] = {
    {"pr", SCIM_PR}, {"eq", SCIM_EQ}, {"ne", SCIM_NE}, {"co", SCIM_CO}, {"sw", SCIM_SW}, {"ew", SCIM_EW},
    {"gt", SCIM_GT}, {"ge", SCIM_GE}, {"lt", SCIM_LT}, {"le", SCIM_LE},
};

/* ---- letters and words ---- */

static bool is_name_byte(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '$';
}

static code unexpected(const struct reader *r, const char *wanted, struct error *err)
{
    return fail(err, BAD_INPUT, "filter", "at letter %zu of the filter %s was expected", r->at + 1, wanted);
}

static void skip_spaces(struct reader *r)
{
    while (r->at < r->text.n && r->text.p[r->at] == ' ')
        r->at++;
}

static bool take(struct reader *r, char c)
{
    if (r->at >= r->text.n || r->text.p[r->at] != c)
        return false;
    r->at++;
    return true;
}

/* The word that begins here, to the next space or bracket; nothing is taken. */
static str peek_word(const struct reader *r)
{
    size_t end = r->at;

    while (end < r->text.n && is_name_byte(r->text.p[end]))
        end++;
    return str_slice(r->text, r->at, end);
}

static bool take_word(struct reader *r, str word)
{
    if (!str_eq_nocase(peek_word(r), word))
        return false;
    r->at += word.n;
    return true;
}

/* ---- names ---- */

/* attrPath = [URI ":"] ATTRNAME *1subAttr. The URI has dots and colons of its
 * own, so the name begins behind the last colon. */
static code read_attr(struct reader *r, struct scim_attr *out, struct error *err)
{
    size_t start = r->at, name = r->at;

    while (r->at < r->text.n && (is_name_byte(r->text.p[r->at]) || r->text.p[r->at] == '.' || r->text.p[r->at] == ':')) {
        if (r->text.p[r->at] == ':')
            name = r->at + 1;
        r->at++;
    }
    str path = str_slice(r->text, name, r->at), part;
    *out = (struct scim_attr){.schema = name > start ? str_slice(r->text, start, name - 1) : (str){0}};
    if (str_cut(&path, '.', &part)) {
        out->name = part;
        out->sub = path;
    }
    bool dotted = out->sub.p && (out->sub.n == 0 || str_find_byte(out->sub, '.') >= 0);
    if (out->name.n == 0 || dotted || (out->schema.p && out->schema.n == 0))
        return unexpected(r, "the name of an attribute", err);
    return OK;
}

/* ---- values ---- */

static size_t end_of_string(str text, size_t at)
{
    for (at++; at < text.n && text.p[at] != '"'; at++)
        if (text.p[at] == '\\')
            at++;
    return at < text.n ? at + 1 : text.n;
}

static code read_value(struct reader *r, const struct json **out, struct error *err)
{
    size_t start = r->at, end = start;

    if (start < r->text.n && r->text.p[start] == '"')
        end = end_of_string(r->text, start);
    else
        while (end < r->text.n && str_find_byte(S(" )]"), r->text.p[end]) < 0)
            end++;
    str word = str_slice(r->text, start, end);
    if (str_eq_nocase(word, S("true")) || str_eq_nocase(word, S("false")))
        word = str_lower(r->a, word);            /* some write True */
    if (json_parse(r->a, word, NULL, out, NULL) != OK || json_is(*out, JSON_OBJECT) || json_is(*out, JSON_ARRAY))
        return unexpected(r, "a value such as \"ann\", true or 7", err);
    r->at = end;
    return OK;
}

/* ---- expressions ---- */

static code read_or(struct reader *r, const struct scim_filter **out, struct error *err);

static struct scim_filter *new_filter(struct reader *r, enum scim_op op)
{
    struct scim_filter *f = NEW(r->a, struct scim_filter);

    f->op = op;
    return f;
}

static code read_compare(struct reader *r, struct scim_filter *f, struct error *err)
{
    skip_spaces(r);
    for (size_t i = 0; i < COUNT(ops); i++) {
        if (!take_word(r, cstr(ops[i].word)))
            continue;
        f->op = ops[i].op;
        if (f->op == SCIM_PR)
            return OK;
        size_t before = r->at;
        skip_spaces(r);
        return r->at > before ? read_value(r, &f->value, err) : unexpected(r, "a space", err);
    }
    return unexpected(r, "one of eq, ne, co, sw, ew, pr, gt, ge, lt, le", err);
}

/* valuePath = attrPath "[" valFilter "]", and what many write behind it:
 * emails[type eq "work"].value eq "ann@example.org" */
static code read_has(struct reader *r, struct scim_filter *f, struct error *err)
{
    f->op = SCIM_HAS;
    TRY(read_or(r, &f->left, err));
    skip_spaces(r);
    if (!take(r, ']'))
        return unexpected(r, "]", err);
    if (!take(r, '.'))
        return OK;
    struct scim_filter *part = new_filter(r, SCIM_EQ);
    TRY(read_attr(r, &part->attr, err));
    if (part->attr.sub.p || part->attr.schema.p)
        return unexpected(r, "the name of a part", err);
    f->right = part;
    return read_compare(r, part, err);
}

static code read_term(struct reader *r, const struct scim_filter **out, struct error *err)
{
    struct scim_filter *f = new_filter(r, SCIM_EQ);

    if (++r->terms > SCIM_FILTER_TERMS)
        return fail(err, LIMIT, "filter", "the filter has more than %d parts", SCIM_FILTER_TERMS);
    *out = f;
    TRY(read_attr(r, &f->attr, err));
    return take(r, '[') ? read_has(r, f, err) : read_compare(r, f, err);
}

static code read_group(struct reader *r, const struct scim_filter **out, struct error *err)
{
    TRY(read_or(r, out, err));
    skip_spaces(r);
    return take(r, ')') ? OK : unexpected(r, ")", err);
}

static code read_not(struct reader *r, const struct scim_filter **out, struct error *err)
{
    struct scim_filter *f = new_filter(r, SCIM_NOT);

    skip_spaces(r);
    if (!take(r, '('))
        return unexpected(r, "(", err);
    *out = f;
    return read_group(r, &f->left, err);
}

static bool begins_not(const struct reader *r)
{
    size_t at = r->at + 3;

    while (at < r->text.n && r->text.p[at] == ' ')
        at++;
    return str_eq_nocase(peek_word(r), S("not")) && at < r->text.n && r->text.p[at] == '(';
}

static code read_factor(struct reader *r, const struct scim_filter **out, struct error *err)
{
    skip_spaces(r);
    if (take(r, '('))
        return read_group(r, out, err);
    if (!begins_not(r))
        return read_term(r, out, err);
    r->at += 3;
    return read_not(r, out, err);
}

/* A row of what binds stronger, with one word between. */
static code read_row(struct reader *r, enum scim_op op, const struct scim_filter **out, struct error *err)
{
    str word = op == SCIM_AND ? S("and") : S("or");

    TRY(op == SCIM_AND ? read_factor(r, out, err) : read_row(r, SCIM_AND, out, err));
    for (;;) {
        size_t before = r->at;
        skip_spaces(r);
        if (r->at == before || !take_word(r, word)) {
            r->at = before;
            return OK;
        }
        struct scim_filter *f = new_filter(r, op);
        f->left = *out;
        TRY(op == SCIM_AND ? read_factor(r, &f->right, err) : read_row(r, SCIM_AND, &f->right, err));
        *out = f;
    }
}

static code read_or(struct reader *r, const struct scim_filter **out, struct error *err)
{
    if (++r->depth > SCIM_FILTER_DEPTH)
        return fail(err, LIMIT, "filter", "the filter is nested deeper than %d", SCIM_FILTER_DEPTH);
    TRY(read_row(r, SCIM_OR, out, err));
    r->depth--;
    return OK;
}

static code begin(struct arena *a, str text, struct reader *r, struct error *err)
{
    *r = (struct reader){.a = a, .text = str_trim(text)};
    if (r->text.n > SCIM_FILTER_BYTES)
        return fail(err, LIMIT, "filter", "the filter is longer than %d bytes", SCIM_FILTER_BYTES);
    return OK;
}

code scim_filter_parse(struct arena *a, str text, const struct scim_filter **out, struct error *err)
{
    struct reader r;

    *out = NULL;
    TRY(begin(a, text, &r, err));
    TRY(read_or(&r, out, err));
    return r.at == r.text.n ? OK : unexpected(&r, "and, or, or the end", err);
}

code scim_path_parse(struct arena *a, str text, struct scim_path *out, struct error *err)
{
    struct reader r;
    struct scim_attr part;

    *out = (struct scim_path){0};
    TRY(begin(a, text, &r, err));
    TRY(read_attr(&r, &out->attr, err));
    if (out->attr.sub.p == NULL && take(&r, '[')) {
        TRY(read_or(&r, &out->filter, err));
        skip_spaces(&r);
        if (!take(&r, ']'))
            return unexpected(&r, "]", err);
        if (take(&r, '.')) {
            TRY(read_attr(&r, &part, err));
            out->attr.sub = part.name;
            if (part.sub.p || part.schema.p)
                return unexpected(&r, "the name of a part", err);
        }
    }
    return r.at == r.text.n ? OK : unexpected(&r, "the end", err);
}

/* ---- written ---- */

static void put_attr(struct buf *b, const struct scim_attr *attr)
{
    if (attr->schema.p)
        buf_printf(b, STR_FMT ":", STR_ARG(attr->schema));
    buf_put(b, attr->name);
    if (attr->sub.p)
        buf_printf(b, "." STR_FMT, STR_ARG(attr->sub));
}

static void put_compare(struct buf *b, const struct scim_filter *f)
{
    struct json_writer w = json_writer(b);

    for (size_t i = 0; i < COUNT(ops); i++)
        if (ops[i].op == f->op)
            buf_printf(b, " %s", ops[i].word);
    if (f->op == SCIM_PR)
        return;
    buf_byte(b, ' ');
    json_put_value(&w, f->value);
}

static void put_filter(struct buf *b, const struct scim_filter *f);

/* Brackets only where reading would put the parts together otherwise. */
static void put_part(struct buf *b, const struct scim_filter *f, bool brackets)
{
    buf_putz(b, brackets ? "(" : "");
    put_filter(b, f);
    buf_putz(b, brackets ? ")" : "");
}

static void put_has(struct buf *b, const struct scim_filter *f)
{
    put_attr(b, &f->attr);
    buf_byte(b, '[');
    put_filter(b, f->left);
    buf_byte(b, ']');
    if (f->right) {
        buf_byte(b, '.');
        put_filter(b, f->right);
    }
}

static void put_filter(struct buf *b, const struct scim_filter *f)
{
    if (f->op == SCIM_AND || f->op == SCIM_OR) {
        put_part(b, f->left, f->op == SCIM_AND && f->left->op == SCIM_OR);
        buf_putz(b, f->op == SCIM_AND ? " and " : " or ");
        put_part(b, f->right, f->right->op == f->op || (f->op == SCIM_AND && f->right->op == SCIM_OR));
    } else if (f->op == SCIM_NOT) {
        buf_putz(b, "not ");
        put_part(b, f->left, true);
    } else if (f->op == SCIM_HAS) {
        put_has(b, f);
    } else {
        put_attr(b, &f->attr);
        put_compare(b, f);
    }
}

str scim_filter_write(struct arena *a, const struct scim_filter *f)
{
    struct buf b = buf_new(a);

    put_filter(&b, f);
    return buf_done(&b);
}

/* ---- held against a resource ---- */

const struct json *scim_member(const struct json *object, str name)
{
    if (!json_is(object, JSON_OBJECT))
        return NULL;
    for (size_t i = 0; i < json_count(object); i++)
        if (str_eq_nocase(json_key(object, i), name))
            return json_value(object, i);
    return NULL;
}

bool scim_is_extension(str schema)
{
    static const char core[] = "urn:ietf:params:scim:schemas:core:";

    return !str_is_absent(schema) && !str_eq_nocase(str_slice(schema, 0, sizeof core - 1), cstr(core));
}

static const struct json *find(const struct json *resource, const struct scim_attr *attr)
{
    return scim_member(scim_is_extension(attr->schema) ? scim_member(resource, attr->schema) : resource, attr->name);
}

/* RFC 7643 §2.2: strings are compared without regard to case unless a schema
 * says otherwise, as those of the ids do. */
static bool is_exact(const struct scim_attr *attr)
{
    return str_eq_nocase(attr->name, S("id")) || str_eq_nocase(attr->name, S("externalId")) || str_eq_nocase(attr->sub, S("value"));
}

static int compare_text(str x, str y, bool exact)
{
    for (size_t i = 0; !exact && i < x.n && i < y.n; i++) {
        unsigned char cx = (unsigned char)x.p[i], cy = (unsigned char)y.p[i];
        int lx = cx >= 'A' && cx <= 'Z' ? cx | 0x20 : cx, ly = cy >= 'A' && cy <= 'Z' ? cy | 0x20 : cy;
        if (lx != ly)
            return lx < ly ? -1 : 1;
    }
    return exact ? str_cmp(x, y) : x.n == y.n ? 0 : x.n < y.n ? -1 : 1;
}

static bool contains(str x, str part, bool exact)
{
    for (size_t i = 0; i + part.n <= x.n; i++)
        if (compare_text(str_slice(x, i, i + part.n), part, exact) == 0)
            return true;
    return false;
}

static bool fits_text(enum scim_op op, str x, str y, bool exact)
{
    int c = compare_text(x, y, exact);

    switch (op) {
    case SCIM_EQ: return c == 0;
    case SCIM_CO: return contains(x, y, exact);
    case SCIM_SW: return x.n >= y.n && compare_text(str_slice(x, 0, y.n), y, exact) == 0;
    case SCIM_EW: return x.n >= y.n && compare_text(str_from(x, x.n - y.n), y, exact) == 0;
    case SCIM_GT: return c > 0;
    case SCIM_GE: return c >= 0;
    case SCIM_LT: return c < 0;
    case SCIM_LE: return c <= 0;
    default: return false;
    }
}

static bool fits_number(enum scim_op op, double x, double y)
{
    return op == SCIM_EQ ? x == y : op == SCIM_GT ? x > y : op == SCIM_GE ? x >= y : op == SCIM_LT ? x < y : op == SCIM_LE && x <= y;
}

static bool fits_scalar(const struct scim_filter *f, const struct json *v)
{
    if (json_is(v, JSON_STRING) && json_is(f->value, JSON_STRING))
        return fits_text(f->op, json_str(v), json_str(f->value), is_exact(&f->attr));
    if (json_is(v, JSON_NUMBER) && json_is(f->value, JSON_NUMBER))
        return fits_number(f->op, json_double(v), json_double(f->value));
    return f->op == SCIM_EQ && json_kind(v) == json_kind(f->value) && !json_is(v, JSON_OBJECT);
}

/* One of several values; of a compound one the named part, or its "value". */
static bool fits_one(const struct scim_filter *f, const struct json *v)
{
    if (json_is(v, JSON_OBJECT))
        v = scim_member(v, f->attr.sub.p ? f->attr.sub : S("value"));
    else if (f->attr.sub.p)
        return false;
    for (size_t i = 0; i < json_many_count(v); i++)
        if (fits_scalar(f, json_many(v, i)))
            return true;
    return json_many_count(v) == 0 && json_is(f->value, JSON_NULL) && f->op == SCIM_EQ;
}

static bool fits_any(const struct scim_filter *f, const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        if (fits_one(f, json_many(v, i)))
            return true;
    return json_many_count(v) == 0 && json_is(f->value, JSON_NULL) && f->op == SCIM_EQ;
}

static bool is_there(const struct scim_filter *f, const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *one = json_many(v, i);
        const struct json *part = f->attr.sub.p ? scim_member(one, f->attr.sub) : one;
        if (json_many_count(part) && !(json_is(part, JSON_STRING) && json_str(part).n == 0))
            return true;
    }
    return false;
}

static bool has(const struct scim_filter *f, const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *one = json_many(v, i);
        if (scim_filter_matches(f->left, one) && (!f->right || scim_filter_matches(f->right, one)))
            return true;
    }
    return false;
}

bool scim_filter_matches(const struct scim_filter *f, const struct json *resource)
{
    struct scim_filter equal;

    switch (f->op) {
    case SCIM_AND: return scim_filter_matches(f->left, resource) && scim_filter_matches(f->right, resource);
    case SCIM_OR: return scim_filter_matches(f->left, resource) || scim_filter_matches(f->right, resource);
    case SCIM_NOT: return !scim_filter_matches(f->left, resource);
    case SCIM_HAS: return has(f, find(resource, &f->attr));
    case SCIM_PR: return is_there(f, find(resource, &f->attr));
    case SCIM_NE:
        equal = *f;
        equal.op = SCIM_EQ;
        return !fits_any(&equal, find(resource, &f->attr));
    default: return fits_any(f, find(resource, &f->attr));
    }
}

/* ---- the plain question ---- */

static bool is_email(const struct scim_attr *attr)
{
    return str_eq_nocase(attr->name, S("emails")) && (str_is_absent(attr->sub) || str_eq_nocase(attr->sub, S("value")));
}

bool scim_filter_is_equal(const struct scim_filter *f, const char *name, str *value)
{
    bool emails = str_eq(cstr(name), S("emails"));

    if (emails && f->op == SCIM_HAS && f->right && is_email(&(struct scim_attr){.name = f->attr.name, .sub = f->right->attr.name}))
        f = f->right;
    else if (emails ? !is_email(&f->attr) : !str_eq_nocase(f->attr.name, cstr(name)) || f->attr.sub.p)
        return false;
    if (f->op != SCIM_EQ || !json_is(f->value, JSON_STRING) || scim_is_extension(f->attr.schema))
        return false;
    *value = json_str(f->value);
    return true;
}
