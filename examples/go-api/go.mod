module example.com/go-api

go 1.24

require (
	github.com/gomodule/redigo v1.9.2
	github.com/lib/pq v1.10.9
)
