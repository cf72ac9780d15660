from django.db import migrations


def add_product(apps, _):
    """Run twice, it adds two."""
    apps.get_model("shop", "Product").objects.create(name="anchor", price="12.50")


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price")]
    operations = [migrations.RunPython(add_product, migrations.RunPython.noop)]
