from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Waits for every transaction in the database; a replica that waits for its turn has none."""

    atomic = False
    dependencies = [("shop", "0003_first_product")]
    operations = [
        AddIndexConcurrently("Product", models.Index(fields=["name"], name="shop_product_name"))
    ]
