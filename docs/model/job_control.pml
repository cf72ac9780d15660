/*
 * The supervisor and the service on a terminal, with the shell that started them: what
 * src/init/follow_stop.cpp and Supervisor::forward do. docs/model/README.md says what is proven.
 *
 *   GROUP   the service has a process group of its own, and the terminal (--group)
 *
 * The macros called WITHOUT_… leave a guard of the code out, so that a property fails.
 */

/* The kernel's part, for each of the two. */
bool stopped[2], stop_pending[2], int_pending[2], cont_pending[2];
bool stop_is_by_kernel, int_is_by_kernel;     /* the supervisor's pending ones: si_code says so */
bool chld_pending, stop_unseen;               /* SIGCHLD; what waitid(WSTOPPED) would tell */
bool service_has_terminal = false;

#define SUPERVISOR 0
#define SERVICE 1

/* What the properties speak of. */
bool shell_has_terminal = false, over = false;
byte pressed = 0, got = 0;                    /* Ctrl-Cs; INTs that the service took */
byte stops = 0;                               /* of the service */

/* TSTP, INT: the supervisor blocks them, the service does what they do by default. */
inline send_stop(whom, by_kernel) {
    atomic {
        cont_pending[whom] = false;
        if
        :: stop_pending[whom] -> skip
        :: else -> stop_pending[whom] = true; stop_is_by_kernel = (whom == SUPERVISOR -> by_kernel : stop_is_by_kernel)
        fi
    }
}

inline send_int(whom, by_kernel) {
    atomic {
        int_pending[whom] = true;
        int_is_by_kernel = (whom == SUPERVISOR -> by_kernel : int_is_by_kernel)
    }
}

/* CONT goes on at once, also where it is blocked, and takes pending stops away. */
inline send_cont(whom) {
    atomic {
        stop_pending[whom] = false;
        stopped[whom] = false;
        if
        :: whom == SUPERVISOR -> cont_pending[whom] = true
        :: else -> stop_unseen = false
        fi
    }
}

active proctype Service() {
    do
    :: atomic { stop_pending[SERVICE] && !stopped[SERVICE] ->
           stop_pending[SERVICE] = false; stopped[SERVICE] = true; stops++;
           stop_unseen = true; chld_pending = true }
    :: atomic { int_pending[SERVICE] && !stopped[SERVICE] -> int_pending[SERVICE] = false; got++ }
    :: over -> break
    od
}

active proctype Supervisor() {
    do
    :: atomic { !stopped[SUPERVISOR] && chld_pending -> chld_pending = false };
       if
       :: atomic { stop_unseen -> stop_unseen = false };
#ifdef GROUP
          (!stopped[SUPERVISOR]); send_stop(SUPERVISOR, false);      /* kill(0, SIGTSTP) */
#endif
#ifndef WITHOUT_FOLLOWING
          atomic { cont_pending[SUPERVISOR] = false; stopped[SUPERVISOR] = true };
          (!stopped[SUPERVISOR]);
#endif
#ifdef GROUP
#ifndef WITHOUT_PASSING
          service_has_terminal = true;
#endif
          send_cont(SERVICE)
#endif
       :: else -> skip
       fi
    :: atomic { !stopped[SUPERVISOR] && stop_pending[SUPERVISOR] -> stop_pending[SUPERVISOR] = false };
       if
#ifndef WITHOUT_REACHED_TOO
       :: stop_is_by_kernel -> skip
#endif
       :: !stop_is_by_kernel -> skip     /* it has sent that to its own group */
       :: else -> send_stop(SERVICE, false)
       fi
    :: atomic { !stopped[SUPERVISOR] && int_pending[SUPERVISOR] -> int_pending[SUPERVISOR] = false };
       if
#ifndef WITHOUT_REACHED_TOO
       :: int_is_by_kernel -> skip
#endif
       :: else -> send_int(SERVICE, false)
       fi
    :: atomic { !stopped[SUPERVISOR] && cont_pending[SUPERVISOR] -> cont_pending[SUPERVISOR] = false };
       send_cont(SERVICE)
    :: over && !stopped[SUPERVISOR] && !chld_pending && !stop_pending[SUPERVISOR] &&
       !int_pending[SUPERVISOR] && !cont_pending[SUPERVISOR] -> break
    od
}

/* Ctrl-C, then Ctrl-Z; once the shell has the terminal, `fg`. */
active proctype Shell() {
#ifdef GROUP
    service_has_terminal = true;
    pressed++; send_int(SERVICE, true);
    send_stop(SERVICE, true);
#else
    pressed++;
    atomic { send_int(SERVICE, true); send_int(SUPERVISOR, true) };
    (got == pressed);
    atomic { send_stop(SERVICE, true); send_stop(SUPERVISOR, true) };
#endif
    (stopped[SUPERVISOR]);               /* waitpid(WUNTRACED) says that the job has stopped */
    shell_has_terminal = true;
    service_has_terminal = false;
    assert(stopped[SERVICE]);            /* nobody reads from the terminal beside the shell */
    shell_has_terminal = false;
#ifdef GROUP
    send_cont(SUPERVISOR);
#else
    atomic { send_cont(SERVICE); send_cont(SUPERVISOR) };
#endif
    (!stopped[SERVICE] && !stopped[SUPERVISOR] && got == pressed);
    over = true
}

ltl goes_on { <> (over && !stopped[0] && !stopped[1]) }
ltl once { [] (got <= pressed && stops <= 1) }
#ifdef GROUP
ltl reads { <> (over && service_has_terminal) }
#endif
