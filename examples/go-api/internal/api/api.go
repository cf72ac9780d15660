// Package api is what the world sees.
package api

import (
	"encoding/json"
	"log"
	"net/http"

	"example.com/go-api/internal/counter"
	"example.com/go-api/internal/db"
)

type api struct {
	users  *db.Users
	visits *counter.Counter
}

func New(users *db.Users, visits *counter.Counter) http.Handler {
	a := &api{users, visits}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /users", a.listUsers)
	routes.HandleFunc("POST /users", a.createUser)
	routes.HandleFunc("POST /visits", a.countVisit)
	return routes
}

func (a *api) listUsers(w http.ResponseWriter, r *http.Request) {
	users, err := a.users.List(r.Context())
	answer(w, http.StatusOK, users, err)
}

func (a *api) createUser(w http.ResponseWriter, r *http.Request) {
	var user db.User
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&user); err != nil || user.Name == "" {
		http.Error(w, `expected {"name": …, "email": …}`, http.StatusBadRequest)
		return
	}
	user, err := a.users.Create(r.Context(), user)
	answer(w, http.StatusCreated, user, err)
}

func (a *api) countVisit(w http.ResponseWriter, r *http.Request) {
	visit, err := a.visits.Next(r.Context())
	answer(w, http.StatusOK, map[string]int64{"visit": visit}, err)
}

func answer(w http.ResponseWriter, status int, value any, err error) {
	if err != nil {
		log.Print(err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}
