/* format/pdf.h — files attached to a PDF (ISO 32000-1 §7.11.4, §14.13 of part 2):
 * put into one that cairo wrote, and taken out of any. Nothing else of PDF is known. */
#pragma once
#include "base/list.h"

bool pdf_looks_like(str bytes);

struct pdf_file { str name, type, about, bytes; }; /* type: "application/json"; about: for people */
LIST_OF(pdf_file_list, struct pdf_file);

/* The same pages with these files, as supplements of the whole (AFRelationship):
 * an update behind the last byte, so that what was there stays as it is. `id`:
 * any 16 bytes that name the document. BAD_INPUT: not in the form that cairo writes. */
MUST_USE code pdf_attach(struct arena *a, str pdf, const struct pdf_file_list *files, str id, str *out, struct error *err);

#define PDF_FILES      200
#define PDF_FILE_BYTES ((size_t)5 << 20)
#define PDF_ALL_BYTES  ((size_t)20 << 20)

/* All files attached to any PDF, in the order of their bytes: the objects are read
 * one after the other, whatever its tables say, so those that an update dropped come
 * too. Names are for show. Streams are stored or deflated; others are passed over.
 * BAD_INPUT: no PDF; UNSUPPORTED: encrypted; LIMIT: more than the above, or built
 * to be slow. */
MUST_USE code pdf_files(struct arena *a, str pdf, struct pdf_file_list *out, struct error *err);
