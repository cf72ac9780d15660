from rest_framework.routers import SimpleRouter

from shop.api import Products

router = SimpleRouter()
router.register("products", Products)

urlpatterns = router.urls
