/* lower.h - from a case's graph to one of scalar primitives that means the same: each op
 * that is no primitive is replaced by its spec, element by element. */
#ifndef GP_LOWER_H
#define GP_LOWER_H

#include "case.h"
#include "primitives.h"
#include "status.h"

enum { GP_MAX_LOWERED = 5000000, GP_REMEMBERED = 64 };

/* A zeroed gp_lowered is ready for gp_lower; one may be used again and again. */
typedef struct {
    ad_graph g;                         /* scalars: inputs, constants, primitives */
    const gp_primitive **row;           /* row[j]: what node j means; NULL for inputs and constants */
    double *constant;                   /* constant[j]: the op's number (powc), or a constant's value */
    bool *live;                         /* live[i]: output or expectations depend on node i of the case */
    int *node;                          /* node[at]: the lowered node of number AT of the case's arrays, where its node
                                           is live or an input */
    int *component;                     /* component[c]: the lowered node of component c */
    ad_mark *mark;                      /* mark[i]: where the lowered graph was before case node i */
    int row_cap, constant_cap, node_cap, component_cap, live_cap, mark_cap;
    int limit;                          /* nodes allowed; 0: GP_MAX_LOWERED */
    const int **operand;                /* scratch for one call: its operands' nodes, and room for its spec */
    int *scratch;
    double *val;                        /* the case's values by the engine, if some operand is nograd: specs read those */
    int operand_cap, scratch_cap, val_cap;
    const ad_op *seen[GP_REMEMBERED];   /* rows looked up before; saves time, changes nothing */
    const gp_primitive *seen_row[GP_REMEMBERED];
    char error[240];
} gp_lowered;

/* Lower K.  Operands without derivative (nograd) are constants, of the value the engine has for them.  GP_REFUSED: an op has
 * neither row nor spec, or the result would pass the limit; GP_INTERNAL: out of memory, or a spec is wrong.  l->error says
 * which. */
gp_status gp_lower(gp_lowered *l, const gp_case *k);

/* The same node by node, while a case grows whose nodes will all be live: after gp_lower_start each node in turn.  Of nograd
 * operands l->val must have the values, which gp_lower_room makes place for.  After anything but GP_OK, or at will, the nodes from I on
 * can be taken back; the case may then go on otherwise. */
void gp_lower_start(gp_lowered *l);
bool gp_lower_room(gp_lowered *l, const gp_case *k);
gp_status gp_lower_node(gp_lowered *l, const gp_case *k, int i);
void gp_lower_back(gp_lowered *l, int i);

void gp_lowered_free(gp_lowered *l);

#endif
