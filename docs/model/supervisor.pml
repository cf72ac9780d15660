/*
 * The supervisor, its child, their orphans, and whoever sends TERM: what src/init does, as far as
 * the order of events matters. docs/model/README.md says what is proven, and which line is which.
 *
 * The service wants QUIT (--rewrite TERM:QUIT). The variants are macros; those called WITHOUT_…
 * leave a guard of the code out, so that a property fails.
 *
 *   ENDS_BY_ITSELF  the service ends without being asked, too
 *   IMMUNE          the service and the orphans ignore what asks them to end
 *   GRACE           --grace is given
 *   DELAY           --term-delay is given
 *   LONG            the delay is never over: what ends the service is a second TERM
 *   NO_TERM         nobody sends one, and the service runs for good
 *   VFORK           there is nothing to wait for: the child is the service from its exec on
 */

mtype:word = { becomes_service, exec_failed };     /* on the lifeline */
mtype:who = { preflight, service, zombie, nobody, stranger };
mtype:sent = { none, term, quit, kill9 };

#define ORPHANS 2

/* The kernel's part. */
mtype:who number = preflight;        /* what has the child's number */
mtype:sent to_child = none;          /* pending for it; KILL is never overwritten */
byte childs_code = 255;
chan lifeline = [2] of { mtype:word };
bool writer_is_open = true;          /* the end of the pipe comes when it is closed and empty */
bool term_pending, chld_pending;     /* for the supervisor: a second one of a kind is dropped */
bool chld_names_child;               /* what SIGCHLD's siginfo says */
byte alive = ORPHANS, zombies = 0;   /* the orphans */
bool orphans_killed, orphans_asked;
bool blocked = true;                 /* whether the supervisor blocks signals: its mask */

/* What the properties speak of. */
bool left = false;                   /* the supervisor has left, */
byte code = 255;                     /* with this code */
byte sent = 0, got = 0;              /* TERMs sent; signals that the service took */
bool after_exec = false;             /* who sent the pending TERM could see the service run */
byte taken = 0;                      /* TERMs that the supervisor took for the service */

inline raise_chld(of_child) {
    if
    :: chld_pending -> skip
    :: else -> chld_pending = true; chld_names_child = of_child
    fi
}

/* The child's last act, and the kernel's: its end of the lifeline is closed, SIGCHLD is sent. */
inline end(with) {
    atomic {
        childs_code = with;
        number = zombie;
        writer_is_open = false;
        raise_chld(true)
    }
}

active proctype Child() {
#ifdef VFORK
    atomic { writer_is_open = false; number = service };
#else
    if
    :: to_child != none -> end(143); goto ended       /* while it waits, or by default at its exec */
    :: end(1); goto ended                             /* the wait has failed */
    :: lifeline!becomes_service;
       if
       :: atomic { to_child != none -> end(143) }; goto ended
       :: atomic { to_child == none -> writer_is_open = false; number = service }
       :: lifeline!exec_failed; end(127); goto ended
       fi
    fi;
#endif
    do
    :: atomic { to_child == kill9 -> end(137) }; break
#ifdef IMMUNE
    :: atomic { to_child == quit || to_child == term -> to_child = none; got++ }
#else
    :: atomic { to_child == quit -> got++; end(0) }; break
    :: atomic { to_child == term -> got++; end(143) }; break
#endif
#ifdef ENDS_BY_ITSELF
    :: end(7); break
#endif
    od;
ended:
    skip
}

/* Each ends when it likes, or when it is made to. */
active [ORPHANS] proctype Orphan() {
    if
#ifndef IMMUNE
    :: true
    :: orphans_asked
#endif
    :: orphans_killed
    fi;
    atomic { alive--; zombies++; raise_chld(false) }
}

/* Takes the number as soon as it is free. */
active proctype Stranger() {
    atomic { number == nobody -> number = stranger }
}

#ifndef NO_TERM
/* PID 1 has no handler: what it does not block when it comes, the kernel drops. */
active proctype Outside() {
    do
    :: sent < 2 ->
        atomic {
            sent++;
            if
            :: term_pending || !blocked -> skip
            :: else -> term_pending = true; after_exec = (number == service)
            fi
        }
    :: sent > 0 -> break
    od
}
#endif

/* The supervisor's; its variables are those of its process. */
#define is_service (!lifeline_open && last_word == becomes_service)

    /* Supervisor::read_lifeline */
    inline read_lifeline() {
        do
        :: atomic { lifeline_open && nempty(lifeline) -> lifeline?word; last_word = word }
        :: atomic { lifeline_open && empty(lifeline) && !writer_is_open -> lifeline_open = false }; break
        :: atomic { !lifeline_open || (empty(lifeline) && writer_is_open) -> break }
        od
    }

    /* kill(2) with the child's number, of what the supervisor takes for its child */
    inline kill_child(what) {
        atomic {
            assert(number != stranger);
            if
            :: (number == preflight || number == service) && to_child != kill9 -> to_child = what
            :: else -> skip
            fi
        }
    }

    /* Supervisor::child_ended */
    inline end_of_child() {
        atomic {
            number = nobody;
            child_ended = true
        };
#ifndef WITHOUT_DROP
        held = false;
#endif
        read_lifeline();
        code = childs_code;
#ifndef GRACE
        goto leave
#else
        orphans_asked = true;
        grace_runs = true
#endif
    }

    /* Supervisor::look_at, of the child's number */
    inline look_at_child() {
        if
        :: number == zombie && !child_ended -> end_of_child()
        :: else -> skip
        fi
    }

    /* Supervisor::reap_all */
    inline reap_all() {
        look_at_child();
        zombies = 0;
        if
        :: child_ended && alive == 0 && zombies == 0 -> goto leave
        :: else -> skip
        fi;
        if
        :: grace_over -> orphans_killed = true
        :: else -> skip
        fi
    }

    /* Supervisor::reap */
    inline reap() {
        if
        :: of_child -> look_at_child()
        :: else ->
            atomic { if :: zombies > 0 -> zombies-- :: else -> skip fi };   /* or a sweep was faster */
#ifndef WITHOUT_LOOK_AT_CHILD
            look_at_child()
#endif
        fi;
        if
        :: child_ended -> reap_all()
#ifndef WITHOUT_SWEEP
        :: else -> requested = true
#else
        :: else -> skip
#endif
        fi
    }

    /* Supervisor::send, of TERM */
    inline send() {
#ifdef GRACE
        grace_runs = true;
#endif
        if
        :: is_service -> kill_child(quit)
        :: else -> assert(!taken_after_exec); kill_child(term)
        fi
    }

    /* TermDelay::hold, and the end of the delay */
    inline hold_or_send() {
        if
#ifdef DELAY
#ifndef WITHOUT_IS_SERVICE
        :: is_service && !held && !delay_over ->
#else
        :: !held && !delay_over ->
#endif
            assert(number != preflight);
            held = true
#ifdef WITHOUT_LATER_GRACE
            ;
            grace_runs = true
#endif
#endif
        :: else ->
#ifndef WITHOUT_SECOND_AT_ONCE
#ifndef WITHOUT_ONE_FOR_BOTH
            held = false;
#endif
            delay_over = true;
            send()
#else
            skip
#endif
        fi
    }

    /* Supervisor::forward, of TERM */
    inline forward() {
#ifndef WITHOUT_SECOND_READ
        read_lifeline();
#endif
        if
#ifndef WITHOUT_END_OF_CHILD
        :: child_ended -> skip
#else
        :: child_ended -> kill_child(quit)
#endif
        :: else ->
            if
            :: is_service -> taken++
            :: else -> skip
            fi;
            hold_or_send()
        fi
    }

active proctype Supervisor() {
    bool lifeline_open = true, child_ended = false, requested = false;
    bool grace_runs = false, grace_over = false;
    bool held = false, delay_over = false;
    mtype:word last_word = exec_failed, word;
    bool of_child, taken_after_exec;

    /* init.cpp: ten milliseconds, then the fresh image. What is pending stays so, for it is blocked. */
    skip;
#ifdef WITHOUT_BLOCKED_SIGNALS
    blocked = false;
    skip;
    blocked = true;
#endif
#ifdef VFORK
    (number != preflight);
    lifeline_open = false;
    last_word = becomes_service;
#endif

    do
    :: read_lifeline();
       if
       :: atomic { term_pending -> term_pending = false; taken_after_exec = after_exec }; forward()
       :: atomic { chld_pending -> chld_pending = false; of_child = chld_names_child }; reap()
       :: atomic { requested -> requested = false }; reap_all()
#if defined(DELAY) && !defined(LONG)
       :: atomic { held -> held = false; delay_over = true };
          assert(taken == 1);                           /* none that a second one has overtaken */
          send()
#endif
       :: atomic { grace_runs && !grace_over -> grace_over = true };
          assert(!held || child_ended);
          orphans_killed = true;
          if
          :: !child_ended -> kill_child(kill9)
          :: else -> skip
          fi
       :: lifeline_open && !writer_is_open -> skip      /* poll says so */
       fi
    od;
leave:
    assert(code == childs_code);
    assert(got <= sent);
    left = true
}

ltl ends { <> left }
ltl at_once { [] (taken == 2 -> <> left) }
ltl reaps { [] (zombies > 0 -> <> (zombies == 0 || left)) }
