"""What the world sees."""

from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from shop.models import Product


class ProductSerializer(ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "name", "price"]


class Products(ModelViewSet):
    queryset = Product.objects.order_by("id")
    serializer_class = ProductSerializer
