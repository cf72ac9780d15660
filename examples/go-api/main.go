// An HTTP API: users in PostgreSQL, a counter in Redis. It connects once, when it starts, and ends
// with 1 if one of them is not there; whoever starts it sees to it that they are.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/go-api/internal/api"
	"example.com/go-api/internal/counter"
	"example.com/go-api/internal/db"
)

func main() {
	if err := serve(":8080"); err != nil {
		log.Fatal(err)
	}
}

func serve(address string) error {
	users, err := db.Open(os.Getenv("DATABASE_URL"))
	if err != nil {
		return fmt.Errorf("cannot reach PostgreSQL: %w", err)
	}
	defer users.Close()
	visits, err := counter.Open(os.Getenv("REDIS_URL"))
	if err != nil {
		return fmt.Errorf("cannot reach Redis: %w", err)
	}
	defer visits.Close()

	stop, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	server := &http.Server{
		Addr:              address,
		Handler:           api.New(users, visits),
		ReadHeaderTimeout: 5 * time.Second,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	log.Print("serving on ", address)

	select {
	case err := <-ended:
		return err
	case <-stop.Done():
	}
	log.Print("stopping")
	deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(deadline)
}
