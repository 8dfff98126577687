/* catalogue.h - what is known of an op without running it: how it is written, how its truth is found, what its file says. */
#ifndef GP_CATALOGUE_H
#define GP_CATALOGUE_H

#include "case.h"
#include "status.h"
#include "op.h"

enum { GP_SIGNATURE = 240 };            /* bytes that hold any signature */

/* How the truth about an op is known: by a row of balls, by a spec in such primitives, or not at all. */
typedef enum { GP_BY_BALLS, GP_BY_SPEC, GP_BY_NOTHING, GP_ORACLES } gp_oracle_kind;
extern const char *const gp_oracle_name[GP_ORACLES];    /* "balls", "spec", "none" */

gp_oracle_kind gp_oracle_of(const ad_op *op);

/* OP as in a case: "elu x alpha=1", "concat x0 x1 ... axis=0"; in brackets what may be missing.  Returns TEXT. */
char *gp_signature(const ad_op *op, char text[GP_SIGNATURE]);

extern const char *const gp_kind_name[];        /* of an attribute's ad_kind: "real", "int", "flag", "list" */

/* The comment at the head of OP's file: what it does, its conventions at kinks and edges, its sources.  "": an op that came from
 * elsewhere. */
const char *gp_notes(const ad_op *op);

/* Make SPEC the case that spells out element 0 of K's result, K being an op alone, in primitives: the meaning that its truth is
 * computed from.  GP_REFUSED: K cannot be lowered; GP_INTERNAL: out of memory. */
gp_status gp_spell_out(gp_case *spec, const gp_case *k);

#endif
