/* plant.h - one op on the result of another, in a case that is being generated.  Internal to the generator. */
#ifndef GP_PLANT_H
#define GP_PLANT_H

#include "grow.h"

/* Add n->o->under on inputs of its own, with numbers that it takes, and on its result n->o->over, whose other operands are such
 * inputs too: where both are regular, if that is found, else wherever their shapes allow it.  With n->o->corners their numbers, shapes and
 * operands are at corners instead.  Nothing is added if no way is found. */
void gp_plant(gp_generator *n);

#endif
