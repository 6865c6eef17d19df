/* audit/pack_words.c — the pack for people: a page that lists what is in it, a summary
 * on paper, and how to check it without us. English, as packs go to strangers. */
#include "app/audit/pack_private.h"

#include "app/draw.h"
#include "app/requirement/requirement_view.h"
#include "format/json.h"
#include "templates.h"

#include "app/audit/audit_pages.h"

/* ---- how to check it ---- */

static const char how[] =
    "HOW TO CHECK THIS PACK WITHOUT LAPEL\n"
    "\n"
    "Needed: sha256sum, openssl 3, jq, python3; all are on any Linux, and can be had elsewhere.\n"
    "\n"
    "1. Every file is as it was written down\n"
    "\n"
    "      jq -r '.files[] | .sha256 + \"  \" + .name' manifest.json | sha256sum --check --quiet\n"
    "\n"
    "   Nothing is printed: all agree. A file that the manifest does not name is not part of the pack.\n"
    "\n"
    "2. The manifest is the one that was signed\n"
    "\n"
    "      part() { python3 -c 'import base64, sys; t = open(\"manifest.jws\").read().split(\".\")[int(sys.argv[1]) - 1];"
    " sys.stdout.buffer.write(base64.urlsafe_b64decode(t + \"==\"))' \"$1\"; }\n"
    "      part 2 | jq -r .manifest\n"
    "      sha256sum manifest.json\n"
    "\n"
    "   Both print the same number.\n"
    "\n"
    "3. It was signed by the organisation's key (Ed25519)\n"
    "\n"
    "      printf %s \"$(cut -d. -f1,2 manifest.jws)\" > signed\n"
    "      part 3 > signature\n"
    "      openssl pkeyutl -verify -pubin -inkey \"$(jq -r .key manifest.json)\" -rawin -in signed -sigfile signature\n"
    "\n"
    "   \"Signature Verified Successfully\". The key in the pack is worth no more than the pack: hold it\n"
    "   against the one that the organisation publishes, whose address is `part 1 | jq -r .kid`.\n"
    "   (A key of another kind says so in `part 1 | jq -r .alg`; tools/check_pack.py of Lapel's source knows those.)\n"
    "\n"
    "4. The sample was drawn by its seed\n"
    "\n"
    "   Of each line PERSON:REQUIREMENT:STATE of population.txt the SHA-256 of SEED:PERSON:REQUIREMENT is\n"
    "   taken; the sample are the lines with the smallest, in their order. The seed is in manifest.json.\n"
    "\n"
    "      python3 - \"$(jq -r .seed manifest.json)\" \"$(jq -r .lines manifest.json)\" <<'END'\n"
    "      import csv, hashlib, sys\n"
    "      lines = [l.split(':') for l in open('population.txt').read().split()]\n"
    "      draw = lambda l: hashlib.sha256(f'{sys.argv[1]}:{l[0]}:{l[1]}'.encode()).hexdigest()\n"
    "      drawn = [(l[0], l[1]) for l in sorted(lines, key=draw)[:int(sys.argv[2])]]\n"
    "      said = [(r['person'], r['requirement']) for r in csv.DictReader(open('sample.csv', newline=''))]\n"
    "      print('the sample is the one of the seed' if said == drawn else 'ANOTHER SAMPLE')\n"
    "      END\n"
    "\n"
    "5. Nothing was changed behind the ledger's back\n"
    "\n"
    "   ledger.jsonl is the whole chain with its checkpoints. docs/ledger.md of Lapel's source says how each\n"
    "   entry is hashed, with a program of thirty lines. A checkpoint that you kept from an earlier visit has\n"
    "   to be among those in the file. In a pack of a part of the organisation (scope in manifest.json) an\n"
    "   entry about anything else is its number and hash alone; the entry after it names that hash.\n"
    "\n"
    "6. Credentials\n"
    "\n"
    "   credentials/ has them as they were issued (Open Badges 3.0), status/ the status lists of the moment at\n"
    "   which the pack was made. Any verifier of Open Badges checks them; the issuer is in issuer/.\n"
    "\n"
    "7. Badges of others\n"
    "\n"
    "   external/RECORD/ has each as it was handed in (badge) with all that it was judged by. With Lapel's command:\n"
    "   lapel verify --receipt external/RECORD/receipt.jwt --trust DID external/RECORD/badge, where DID is the key of\n"
    "   the server that looked, at its address under /.well-known/lapel-receipts.json.\n"
    "\n"
    "8. Partners\n"
    "\n"
    "   partners/ID.json has each: its agreement (files by their SHA-256: ask to see them), what was agreed and how\n"
    "   far it was trusted as of each time (terms), every decision, what it issues and meets, endorsements made and\n"
    "   received. partner-records.csv says of each record in external/ of which partner it is, and by which terms.\n"
    "\n"
    "9. Evidence\n"
    "\n"
    "   evidence/ has the files that evidence.csv names, each called by its SHA-256; the last column says why\n"
    "   another piece is not there. records.csv and judgements.csv say who recorded and judged what they show.\n";

/* ---- a page ---- */

static code put_index(struct pack *p, struct error *err)
{
    struct pack_index v = {.org = p->org.name, .base = p->org.base, .made = p->now, .sample = p->sample, .counts = p->counts, .files = p->made.files, .scope = p->scope, .left_out = p->made.left_out, .credentials = (int64_t)p->awards.n};
    struct page *page = NEW(p->item, struct page);

    for (size_t i = 0; i < p->lines.n; i++)
        *list_add(p->item, &v.rows) = (struct sample_row){
            .line = p->lines.items[i], .tag = requirement_state_tag(p->lines.items[i].state),
            .why = str_printf(p->item, "why/%lld-%lld.json", (long long)p->lines.items[i].person, (long long)p->lines.items[i].requirement)};
    page->lang = S("en");
    page->title = p->org.name;
    struct out o = {.buf = buf_new(p->item), .page = page};
    tmpl_audit_pack_index(&o, &v);
    TRY(pack_add(p, S("index.html"), buf_done(&o.buf), err));
    arena_reset(p->item);
    return OK;
}

/* ---- on paper ---- */

static void put_item(struct json_writer *w, str head, str side, str sub, str text)
{
    json_open_object(w);
    json_put_member(w, "head", head);
    json_put_member(w, "side", side);
    json_put_member(w, "sub", sub);
    json_put_member(w, "text", text);
    json_close_object(w);
}

static void put_section(struct json_writer *w, const char *title)
{
    json_open_object(w);
    json_put_member(w, "title", cstr(title));
    json_put_key(w, "items");
    json_open_array(w);
}

static void end_section(struct json_writer *w)
{
    json_close_array(w);
    json_close_object(w);
}

static void put_states(struct pack *p, struct json_writer *w)
{
    put_section(w, "How the sample stands");
    for (enum requirement_state s = STANDING_NOT_APPLICABLE; s < STANDING_STATES; s++)
        if (p->counts.n[s])
            put_item(w, requirement_state_tag(s).words, str_printf(p->item, "%lld", (long long)p->counts.n[s]), S(""), S(""));
    end_section(w);
}

static void put_lines(struct pack *p, struct json_writer *w)
{
    put_section(w, "The sample");
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct sample_line *l = &p->lines.items[i];
        str found = l->result.n ? str_printf(p->item, "%s. " STR_FMT, sample_result_words(l->result), STR_ARG(l->note)) : S("");
        put_item(w, str_printf(p->item, "%lld. " STR_FMT, (long long)l->place, STR_ARG(l->name)), requirement_state_tag(l->state).words,
                 str_printf(p->item, STR_FMT " · " STR_FMT, STR_ARG(l->code), STR_ARG(l->requirement_name)), found);
    }
    end_section(w);
}

static str paper_of(struct pack *p)
{
    struct arena *a = p->item;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "paper", S("a4"));
    json_put_member(&w, "title", S("Audit pack"));
    json_put_member(&w, "author", p->org.name);
    json_put_member(&w, "colour", S("#5b2862"));
    json_put_member(&w, "name", p->org.name);
    json_put_member(&w, "headline", str_printf(a, "Audit pack, as at " STR_FMT, STR_ARG(date_format(a, date_of(p->sample.day)))));
    json_put_member(&w, "contact", str_printf(a, "%lld of %lld lines, seed " STR_FMT ", made " STR_FMT, (long long)p->sample.n, (long long)p->sample.all, STR_ARG(p->sample.seed),
                                              STR_ARG(time_format(a, p->now))));
    json_put_member(&w, "foot", S("HOW-TO-CHECK.txt in the pack says how it is checked without Lapel"));
    json_put_key(&w, "sections");
    json_open_array(&w);
    put_states(p, &w);
    put_lines(p, &w);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static code put_paper(struct pack *p, struct error *err)
{
    str pdf;

    TRY(draw_paper_pdf(p->item, paper_of(p), &pdf, err));
    TRY(pack_add(p, S("summary.pdf"), pdf, err));
    arena_reset(p->item);
    return OK;
}

code pack_put_words(struct pack *p, struct error *err)
{
    TRY(pack_add(p, S("HOW-TO-CHECK.txt"), cstr(how), err));
    TRY(put_index(p, err));
    return put_paper(p, err);
}
