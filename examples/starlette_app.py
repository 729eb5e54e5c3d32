"""An order API in Starlette, with the right status code for everything that can happen.

Run it from the root of the project: `uvicorn examples.starlette_app:app`.
"""

from __future__ import annotations

from examples import orders
from examples.answers import POLICY, check_condition, check_values, is_stored, require, wrong_media_type
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.middleware import Middleware
from starlette.routing import Route

from statusmw import Policy, install, respond


class Maintenance:
    """Middleware that closes the shop. A reply is an ASGI application: it can take the place of one."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        app = self.app
        if scope["type"] == "http" and scope["app"].state.shop.maintenance and scope["path"] != "/maintenance":
            app = respond.service_unavailable("Back soon", retry_after=300)  # 503: it passes, and it is known when
        await app(scope, receive, send)


async def sent_values(request, *required: str) -> dict:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise wrong_media_type(request.method)  # 415 says what would do
    try:
        values = await request.json()
    except ValueError:
        raise respond.bad_request("This is no JSON") from None  # 400: it cannot even be read
    return check_values(values, *required)


def known_order(request) -> orders.Order:
    order = request.app.state.shop.order(request.path_params["order_id"])
    if order is None:
        raise respond.not_found(f"No order {request.path_params['order_id']}")
    return order


class Orders(HTTPEndpoint):  # the class knows its methods: any other is 405, with Allow
    async def get(self, request):
        return respond.ok(request.app.state.shop.orders())

    async def post(self, request):
        values = await sent_values(request, "sku", "quantity")
        order = request.app.state.shop.add(values["sku"], values["quantity"])
        return respond.created(f"/orders/{order.id}", order, etag=order.etag)  # 201 says where the new resource is


class Order(HTTPEndpoint):
    async def get(self, request):
        order = known_order(request)
        if is_stored(request.headers.get("if-none-match"), order):
            return respond.not_modified(etag=order.etag)  # 304: what the client has stored is still true
        return respond.ok(order, etag=order.etag)

    async def put(self, request):
        shop, order_id = request.app.state.shop, request.path_params["order_id"]
        order, values = shop.order(order_id), await sent_values(request, "sku", "quantity")
        check_condition(request.headers.get("if-match"), order)
        if order is None:
            order = shop.add(values["sku"], values["quantity"], order_id)
            return respond.created(None, order, etag=order.etag)  # the new resource is the target itself
        return respond.no_content(etag=shop.change(order, values).etag)  # 204: the client has what it has sent

    async def patch(self, request):
        order, values = known_order(request), await sent_values(request)
        check_condition(request.headers.get("if-match"), order)
        if order.state == "shipped":
            raise respond.conflict("Already shipped", order=order.id)  # 409, until the state changes
        order = request.app.state.shop.change(order, values)
        return respond.ok(order, etag=order.etag)  # 200: the client knows only the part that it has sent

    async def delete(self, request):
        require("boss", request.headers.get("authorization"))
        order = known_order(request)
        check_condition(request.headers.get("if-match"), order)
        request.app.state.shop.remove(order.id)
        return respond.no_content()  # 204: done, and nothing to show


def read_invoice(request):
    return respond.ok(orders.invoice(known_order(request)))  # a KeyError in there is a bug: 500, never 404


def read_stock(request):
    return respond.ok({"left": request.app.state.shop.stock(request.path_params["sku"])})  # 502 if that fails


def start_report(request):
    report = request.app.state.shop.start_report(request.query_params.get("period", "day"))
    if report is None:
        raise respond.too_many_requests("Two reports at a time", retry_after=30)  # 429, and when to come back
    return respond.accepted(f"/reports/{report.id}", retry_after=1)  # 202: not done yet, but here is where to ask


class Report(HTTPEndpoint):
    async def get(self, request):
        report = request.app.state.shop.report(request.path_params["report_id"])
        if report.is_cancelled:
            raise respond.gone("The report was cancelled")  # 410: it was here, and it will not come back
        if report.is_ready:
            return respond.see_other(f"/reports/{report.id}/result")  # 303: the result is a resource of its own
        return respond.ok({"running": True})

    async def delete(self, request):
        request.app.state.shop.report(request.path_params["report_id"]).cancel()
        return respond.no_content()


def read_result(request):
    return respond.ok({"report": request.path_params["report_id"], "orders": len(request.app.state.shop.orders())})


def switch_maintenance(request):
    require("boss", request.headers.get("authorization"))
    request.app.state.shop.maintenance = request.method == "PUT"
    return respond.no_content()


ROUTES = [
    Route("/orders", Orders),
    Route("/orders/{order_id:int}", Order),
    Route("/orders/{order_id:int}/invoice", read_invoice),
    Route("/stock/{sku}", read_stock),
    Route("/reports", start_report, methods=["POST"]),
    Route("/reports/{report_id:int}", Report),
    Route("/reports/{report_id:int}/result", read_result),
    Route("/maintenance", switch_maintenance, methods=["PUT", "DELETE"]),
]


def create_app(policy: Policy | None = POLICY) -> Starlette:
    """The API; without a policy it is plain Starlette, to see what statusmw adds."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(Maintenance)])
    app.state.shop = orders.Shop()
    # Starlette's own 404 and 405, what nobody handles, and every response that leaves are looked after from here on.
    return app if policy is None else install(app, policy)


app = create_app()
