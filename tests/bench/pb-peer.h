#pragma once

/* The other process of bench-pb-window. Each prints a line when it is ready, and ends with its input.
 *
 * "--produce": a master of many builders whose running builds write logs, offered by SpillPbListener;
 *   "port N". Lines in: "run EVENTS SECONDS": so many events a second; answered by "done TOLD
 *   UNANSWERED HELD MB MB": events told and not answered, references not given back, its memory (PSS)
 *   at a tenth of the time and at the end.
 * "--consume PORT N": N clients in mode full; "ready". "count": answered by "done EVENTS". */
int pb_peer_produce (void);
int pb_peer_consume (int  port,
                     int  n);
