#include "wire_scan.h"
