// Package counter counts in Redis.
package counter

import (
	"context"

	"github.com/gomodule/redigo/redis"
)

type Counter struct{ pool *redis.Pool }

// Open takes a URL. It fails if nobody is there.
func Open(url string) (*Counter, error) {
	pool := &redis.Pool{
		MaxIdle:     4,
		DialContext: func(ctx context.Context) (redis.Conn, error) { return redis.DialURLContext(ctx, url) },
	}
	connection := pool.Get()
	defer connection.Close()
	if _, err := connection.Do("PING"); err != nil {
		return nil, err
	}
	return &Counter{pool}, nil
}

func (c *Counter) Close() error { return c.pool.Close() }

// Next is 1 at the first call.
func (c *Counter) Next(ctx context.Context) (int64, error) {
	connection, err := c.pool.GetContext(ctx)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	return redis.Int64(redis.DoContext(connection, ctx, "INCR", "visits"))
}
