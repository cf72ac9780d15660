// Package db keeps the users. Its tables are made by the files in migrations/, before it is opened.
package db

import (
	"context"
	"database/sql"

	_ "github.com/lib/pq" // registers the driver "postgres"
)

type User struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
}

type Users struct{ database *sql.DB }

// Open takes a URL or keywords and values ("host=db user=app"). It fails if nobody is there.
func Open(source string) (*Users, error) {
	database, err := sql.Open("postgres", source)
	if err != nil {
		return nil, err
	}
	if err := database.Ping(); err != nil {
		database.Close()
		return nil, err
	}
	return &Users{database}, nil
}

func (u *Users) Close() error { return u.database.Close() }

func (u *Users) List(ctx context.Context) ([]User, error) {
	rows, err := u.database.QueryContext(ctx, "SELECT id, name, email FROM users ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	users := []User{}
	for rows.Next() {
		var user User
		if err := rows.Scan(&user.ID, &user.Name, &user.Email); err != nil {
			return nil, err
		}
		users = append(users, user)
	}
	return users, rows.Err()
}

// Create returns the user with its new ID.
func (u *Users) Create(ctx context.Context, user User) (User, error) {
	row := u.database.QueryRowContext(ctx,
		"INSERT INTO users (name, email) VALUES ($1, $2) RETURNING id", user.Name, user.Email)
	err := row.Scan(&user.ID)
	return user, err
}
