/* cli/bench_jsonld.c — what it takes to understand a credential: expansion and
 * quads, against hashing its canonical form once; that ten thousand items cost
 * each what a hundred do; and jsonld.js, where node and that package are. */
#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "cli/bench.h"
#include "cli/cli.h"
#include "format/contexts.h"
#include "format/jsonld.h"
#include "format/rdfc.h"

#define VC   "https://www.w3.org/ns/credentials/v2"
#define OB   "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define FEW  100
#define MANY 10000
#define TURNS 9

extern char **environ;

/* As large as the badges of others: 3.8 KB, 88 quads. ' stands for a quote, ~ for a new line. */
static const char credential[] =
    "{'@context':['https://www.w3.org/ns/credentials/v2','https:"
    "//purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],'id':'https:"
    "//badges.example.org/b/9XcPqM1ZTs2FhUeYV3kDaw','type':['VerifiableCredential',"
    "'OpenBadgeCredential'],'name':'Working at heights','issuer':{'id':'https:"
    "//badges.example.org/org/7','type':['Profile'],'name':'Acme Training','url':'https:"
    "//acme.example.org/','email':'badges@acme.example.org','description':'Training for people "
    "who work where a fall would be the last one.','image':{'id':'https:"
    "//badges.example.org/images/l7tBV0XhCh1mGk6gOaJ2RZqkq0Jtq2t1bYx1Q9yY8nU','type':'Image',"
    "'caption':'A harness'}},'validFrom':'2026-01-01T00:00:00Z','validUntil':'2029-01-01T00:00:"
    "00Z','awardedDate':'2026-01-01T00:00:00Z','credentialSubject':{'id':'did:key:"
    "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi','type':['AchievementSubject'],"
    "'identifier':[{'type':'IdentityObject','hashed':true,'identityHash':"
    "'sha256$9b9d0d3f5f8a4b3a1c8f5a0e3d5f1c2b4a6978867564534231201f1e1d1c1b1a','identityType':"
    "'emailAddress','salt':'q7Xk2p9vTz'}],'narrative':'Passed the practical test at the second "
    "site in January, with no fault.','achievement':{'id':'https:"
    "//badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ/3','type':['Achievement'],"
    "'achievementType':'Certification','criteria':{'id':'https:"
    "//badges.example.org/badges/kq3Vt0qAq1l0mV7b5p2nXQ','narrative':'## What was asked~~1. A "
    "day of theory with a written test of forty questions, of which thirty-four were answered "
    "rightly.~2. A day on the training roof: anchoring, moving, working, and rescue of a person "
    "who hangs in the harness.~3. A talk with an examiner about a plan for work that the learner "
    "wrote.'},'description':'Plans and does work on ladders, roofs and scaffolds so that nobody "
    "falls, and knows what to do when somebody does.','name':'Working at heights','inLanguage':"
    "'en','version':'3','tag':['safety','heights','rescue'],'image':{'id':'https:"
    "//badges.example.org/images/Zp8qgkhb2zq0j3Yt9gq7L0rT5bq1yWm4eXv2cQnUo3A','type':'Image'},"
    "'alignment':[{'type':['Alignment'],'targetName':'Work safely at heights','targetUrl':'https:"
    "//skills.example.org/RIIWHS204E','targetDescription':'A unit of competency of the national "
    "register','targetFramework':'National register of training','targetCode':'RIIWHS204E',"
    "'targetType':'CTDL'},{'type':['Alignment'],'targetName':'Use fall protection','targetUrl':"
    "'https://skills.example.org/CPCCCM2010','targetDescription':'A unit of competency of the "
    "national register','targetFramework':'National register of training','targetCode':"
    "'CPCCCM2010','targetType':'CTDL'}],'resultDescription':[{'id':'urn:uuid:"
    "f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c','type':['ResultDescription'],'name':'Practical test',"
    "'resultType':'Status','requiredValue':'Completed'},{'id':'urn:uuid:"
    "a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5','type':['ResultDescription'],'name':'Written test',"
    "'resultType':'Percent','valueMin':'0','valueMax':'100','requiredValue':'85'}]},'result':[{"
    "'type':['Result'],'resultDescription':'urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c',"
    "'status':'Completed','value':'Completed'},{'type':['Result'],'resultDescription':'urn:uuid:"
    "a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5','value':'92'}]},'evidence':[{'id':'https:"
    "//acme.example.org/evidence/2026/01/plan-0017.pdf','type':['Evidence'],'name':'Plan for "
    "work','narrative':'The plan as the examiner saw it.','genre':'Document','audience':"
    "'Examiners'}],'credentialStatus':{'id':'https://badges.example.org/status/12#94567','type':"
    "'BitstringStatusListEntry','statusPurpose':'revocation','statusListIndex':'94567',"
    "'statusListCredential':'https://badges.example.org/status/12'},'credentialSchema':[{'id':"
    "'https:"
    "//purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',"
    "'type':'JsonSchema'}]}";

struct list {
    const struct json *document;
    size_t n;
};

struct jsonld {
    struct arena *a; /* of one call */
    str text, canonical;
    const struct json *document;
    struct list few, many;
    const char *folder, *files[2]; /* what the peer reads */
    bool has_peer;
};

static const struct jsonld_options safe = {
    .safe = true, .rdf_limits = &(const struct rdf_limits){1 << 20, (size_t)256 << 20}};

/* ---- the work ---- */

static struct rdf *quads_once(struct jsonld *x, const struct json *document, struct error *err)
{
    struct rdf *d = NULL;

    arena_reset(x->a);
    return jsonld_to_rdf(x->a, document, &safe, &d, err) == OK ? d : NULL;
}

static void quads_work(void *ctx)
{
    struct jsonld *x = ctx;

    if (!quads_once(x, x->document, NULL))
        __builtin_trap();
}

static str canonical_once(struct jsonld *x, struct error *err)
{
    const struct json *document = NULL;
    struct rdf *d = NULL;
    str out = {0};

    arena_reset(x->a);
    if (json_parse(x->a, x->text, NULL, &document, err) != OK ||
        jsonld_to_rdf(x->a, document, &safe, &d, err) != OK ||
        rdfc_canonicalize(x->a, d, NULL, &out, NULL, err) != OK)
        return (str){0};
    return out;
}

static void canonical_work(void *ctx)
{
    if (str_is_absent(canonical_once(ctx, NULL)))
        __builtin_trap();
}

static void hash_work(void *ctx)
{
    struct jsonld *x = ctx;
    struct sha256 hash = sha256(x->canonical);

    __asm__ volatile("" : : "r"(&hash) : "memory");
}

/* Microseconds for each item of a flat list: the least of several times, as
 * whatever else the machine does, and a cache it emptied before, only adds. */
static double read_list(struct jsonld *x, const struct list *l)
{
    size_t times = MANY / l->n;
    double best = 0;

    for (int turn = 0; turn < TURNS; turn++) {
        double began = bench_cpu_us();
        for (size_t i = 0; i < times; i++)
            if (!quads_once(x, l->document, NULL))
                __builtin_trap();
        double took = bench_cpu_us() - began;
        best = turn == 0 || took < best ? took : best;
    }
    return best / (double)(times * l->n);
}

static double read_few(void *ctx)
{
    struct jsonld *x = ctx;

    return read_list(x, &x->few);
}

static double read_many(void *ctx)
{
    struct jsonld *x = ctx;

    return read_list(x, &x->many);
}

/* ---- a peer: microseconds for the same canonical form, in its best ten ---- */

static const char peer[] =
    "const jsonld = require(process.cwd() + '/node_modules/jsonld'), fs = require('fs');\n"
    "const text = fs.readFileSync(process.argv[1]), contexts = "
    "JSON.parse(fs.readFileSync(process.argv[2]));\n"
    "const options = {algorithm: 'RDFC-1.0', safe: true,\n"
    "  documentLoader: (url) => ({documentUrl: url, document: contexts[url]})};\n"
    "const once = () => jsonld.canonize(JSON.parse(text), options);\n"
    "(async () => {\n"
    "  let out, best = Infinity;\n"
    "  for (let batch = 0; batch < 8; batch++) {\n"
    "    const began = process.cpuUsage();\n"
    "    for (let i = 0; i < 10; i++) out = await once();\n"
    "    const used = process.cpuUsage(began);\n"
    "    best = Math.min(best, (used.user + used.system) / 10);\n"
    "  }\n"
    "  console.log(best + ' ' + "
    "require('crypto').createHash('sha256').update(out).digest('hex'));\n"
    "})().catch(() => process.exit(1));\n";

static pid_t start_node(const struct jsonld *x, int out)
{
    char *argv[] = {(char[]){"node"},
                    (char[]){"-e"},
                    (char *)(uintptr_t)peer,
                    (char *)(uintptr_t)x->files[0],
                    (char *)(uintptr_t)x->files[1],
                    NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Microseconds, and the hash of what it found; 0 when it is not to be had. */
static double ask_peer(const struct jsonld *x, char hash[65])
{
    char line[160] = {0};
    int out[2], status = 1;
    ssize_t n;
    size_t got = 0;

    if (pipe2(out, O_CLOEXEC) != 0)
        return 0;
    pid_t pid = start_node(x, out[1]);
    close(out[1]);
    while (got + 1 < sizeof line && (n = read(out[0], line + got, sizeof line - 1 - got)) > 0)
        got += (size_t)n;
    close(out[0]);
    if (pid <= 0 || waitpid(pid, &status, 0) != pid || status != 0)
        return 0;
    char *space = strchr(line, ' ');
    if (!space || strlen(space) < 65)
        return 0;
    memcpy(hash, space + 1, 64);
    hash[64] = '\0';
    return strtod(line, NULL);
}

static double read_peer(void *ctx)
{
    char hash[65];

    return ask_peer(ctx, hash);
}

/* ---- what is read ---- */

static str without_quotes(struct arena *a, const char *text)
{
    struct buf b = buf_new(a);

    for (; *text; text++)
        if (*text == '~')
            buf_putz(&b, "\\n");
        else
            buf_byte(&b, *text == '\'' ? '"' : *text);
    return buf_done(&b);
}

static code make_list(struct arena *a, size_t n, struct list *out, struct error *err)
{
    static const struct json_limits large = {
        .bytes = 8 << 20, .depth = 64, .values = 1 << 20, .keys = 1000, .string = 1 << 20};
    struct buf b = buf_new(a);

    buf_printf(&b, "{\"@context\":[\"%s\",\"%s\"],\"type\":[\"Achievement\"],\"alignment\":[", VC,
               OB);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b,
                   "%s{\"type\":[\"Alignment\"],\"targetName\":\"Unit %zu\",\"targetUrl\":"
                   "\"https://skills.example.org/%zu\",\"targetCode\":\"C%zu\"}",
                   i ? "," : "", i, i, i);
    buf_putz(&b, "]}");
    out->n = n;
    return json_parse(a, buf_done(&b), &large, &out->document, err);
}

static code write_for_peer(struct bench *b, struct jsonld *x, struct error *err)
{
    struct arena *a = bench_arena(b);
    const struct bundled_context *vc = contexts_find(S(VC), 0), *ob = contexts_find(S(OB), 0);

    if (!vc || !ob || !(x->folder = bench_folder(b, err)))
        return FAULT;
    x->files[0] = str_printf(a, "%s/credential.json", x->folder).p;
    x->files[1] = str_printf(a, "%s/contexts.json", x->folder).p;
    TRY(cli_write(a, cstr(x->files[0]), x->text, false, err));
    return cli_write(a, cstr(x->files[1]),
                     str_printf(a, "{\"%s\":" STR_FMT ",\"%s\":" STR_FMT "}", VC, STR_ARG(vc->json),
                                OB, STR_ARG(ob->json)),
                     false, err);
}

/* ---- proof before timing ---- */

static code prove(struct bench *b, struct jsonld *x, struct error *err)
{
    struct arena *a = bench_arena(b);
    char hash[65];

    x->canonical = str_copy(a, canonical_once(x, err));
    if (str_is_absent(x->canonical))
        return FAULT;
    if (!quads_once(x, x->document, err) || !quads_once(x, x->few.document, err) ||
        !quads_once(x, x->many.document, err))
        return FAULT;
    x->has_peer = ask_peer(x, hash) > 0;
    if (x->has_peer && !str_eq(cstr(hash), sha256_hex(a, x->canonical)))
        return fail(err, FAULT, "jsonld", "jsonld.js finds another canonical form");
    return OK;
}

static void compare(struct bench *b, struct jsonld *x)
{
    enum { HASH, QUADS, WHOLE, FEW_ITEMS, MANY_ITEMS, PEER };
    const struct measure measures[] = {
        [HASH] = {"SHA-256 of the canonical form, 12 KB", "us", hash_work, .ctx = x},
        [QUADS] = {"expansion and quads, 3.8 KB of JSON parsed", "us", quads_work, .ctx = x,
                   .bar = {0, 30, false}},
        [WHOLE] = {"from JSON text to canonical N-Quads", "us", canonical_work, .ctx = x},
        [FEW_ITEMS] = {"an item in a flat list of 100", "us", .read = read_few, .ctx = x},
        [MANY_ITEMS] = {"an item in a flat list of 10,000", "us", .read = read_many, .ctx = x},
        [PEER] = {"jsonld.js, to canonical N-Quads", "us", .read = read_peer, .ctx = x},
    };
    const struct ratio ratios[] = {
        {"expansion and quads / SHA-256 of the canonical form", QUADS, HASH, 0, {0}},
        {"an item of 10,000 / an item of 100", MANY_ITEMS, FEW_ITEMS, 0, {1.3, 1.1, false}},
        {"jsonld.js / from text to canonical N-Quads", PEER, WHOLE, 0, {50, 90, true}},
    };
    bench_compare(b, &(struct comparison){measures, COUNT(measures) - !x->has_peer, ratios,
                                          COUNT(ratios) - !x->has_peer, x->has_peer ? 5 : 0});
}

static code prepare(struct bench *b, struct jsonld *x, struct error *err)
{
    struct arena *a = bench_arena(b);

    mallopt(M_TRIM_THRESHOLD, 64 << 20); /* what the kernel takes for new pages is its own */
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    x->text = without_quotes(a, credential);
    TRY(json_parse(a, x->text, NULL, &x->document, err));
    TRY(make_list(a, FEW, &x->few, err));
    TRY(make_list(a, MANY, &x->many, err));
    TRY(write_for_peer(b, x, err));
    return prove(b, x, err);
}

code bench_jsonld(struct bench *b, struct error *err)
{
    struct jsonld x = {.a = arena_new((size_t)256 << 20)};
    code result = prepare(b, &x, err);

    if (result == OK)
        compare(b, &x);
    bench_remove_folder(x.folder);
    arena_free(x.a);
    return result;
}
