"""examples/django, brought up as its README says."""

ANCHOR = {"id": 1, "name": "anchor", "price": "12.50"}
ROPE = {"id": 2, "name": "rope", "price": "0.00"}
OWN = ["shop.0001_product", "shop.0002_price", "shop.0003_first_product", "shop.0004_name_index"]

WAIT_FOR_GATE = """
import time

def wait_for_gate(_, editor):
    print("at the gate", flush=True)
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT to_regclass('gate')")
            if cursor.fetchone() != (None,):
                break
            time.sleep(0.05)
"""


def test_five_replicas_start_at_once_on_an_empty_database(django_shop):
    django_shop.up(replicas=5)
    replicas = django_shop.replicas
    assert django_shop.served_by(replicas) == [[ANCHOR]] * 5
    assert [replica.restarts() for replica in replicas] == [0] * 5

    recorded = django_shop.recorded()
    assert [name for name in recorded if name.startswith("shop.")] == OWN
    assert len(set(recorded)) == len(recorded)
    assert django_shop.logged() == recorded
    found_nothing = [replica for replica in replicas if "No migrations to apply" in replica.log()]
    assert len(found_nothing) == 4
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'shop_product_name'::regclass"
    assert django_shop.query(valid) == ["t"]


def test_a_new_migration_is_applied_once_by_the_next_up(django_shop):
    django_shop.up(replicas=2)
    assert django_shop.served_by(django_shop.replicas) == [[ANCHOR]] * 2

    add_rope = "INSERT INTO shop_product (name, price) VALUES ('rope', 0)"
    django_shop.add_migration("0005_rope", f"migrations.RunSQL({add_rope!r})")
    django_shop.up(replicas=2)
    assert django_shop.served_by(django_shop.replicas) == [[ANCHOR, ROPE]] * 2
    assert django_shop.logged() == ["shop.0005_rope"]
    assert django_shop.recorded()[-1] == "shop.0005_rope"


def test_a_failing_migration_is_told_and_nothing_is_served(django_shop):
    django_shop.add_migration("0005_broken", "migrations.RunSQL('SELECT 1 / 0')")
    django_shop.project.override("web", restart="no")
    django_shop.up(replicas=1)
    (replica,) = django_shop.replicas
    assert replica.until_ended(within=60) == 65
    assert "Traceback (most recent call last):" in replica.log()
    assert "cannot migrate with python: exit code 1: " in replica.log()
    assert "division by zero" in replica.log()
    assert "aweigh: starting gunicorn" not in replica.log()
    assert django_shop.recorded()[-1] == OWN[-1]


def test_a_replica_is_stopped_while_it_migrates(django_shop):
    django_shop.add_migration(
        "0005_gate", "migrations.RunPython(wait_for_gate)", before=WAIT_FOR_GATE
    )
    django_shop.up(replicas=3)
    stopped = django_shop.until_one_logs("at the gate")
    code, seconds = stopped.stop()
    assert code == 143
    assert seconds < 5

    others = [replica for replica in django_shop.replicas if replica.runs()]
    assert len(others) == 2
    django_shop.query("CREATE TABLE gate ()")
    assert django_shop.served_by(others) == [[ANCHOR]] * 2
    assert [replica.restarts() for replica in others] == [0] * 2
    assert django_shop.recorded().count("shop.0005_gate") == 1
    assert "aweigh: starting gunicorn" not in stopped.log()
