from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Outside of a transaction; it waits for all snapshots of the database, of waiters too."""

    atomic = False
    dependencies = [("shop", "0003_first_product")]
    operations = [
        AddIndexConcurrently("Product", models.Index(fields=["name"], name="shop_product_name"))
    ]
