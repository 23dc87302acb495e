#ifndef KILN_CTORCH_H
#define KILN_CTORCH_H
#include <stdint.h>
#endif
