"""An order API in FastAPI, with the right status code for everything that can happen.

Run it from the root of the project: `uvicorn examples.fastapi_app:app`.
"""

from dataclasses import replace

from examples import answers, orders
from examples.answers import OutOfStock, check_condition, check_values, is_stored
from examples.fastapi_parts import Change, Id, NewOrder, Period, Sent, is_boss, is_json, unreadable
from examples.orders import Order
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError

from statusmw import Policy, install, respond, typed
from statusmw.typed import Created, NoContent, NotFound, Ok, PreconditionFailed, raises

READ = ["GET", "HEAD"]  # FastAPI's `get` leaves HEAD out, and would say 405
POLICY = replace(answers.POLICY, mapping={**answers.POLICY.mapping, RequestValidationError: unreadable})


def create_app(policy: Policy | None = POLICY) -> FastAPI:
    """The API; without a policy it is plain FastAPI, to see what statusmw adds."""
    shop = orders.Shop()

    @raises(typed.ServiceUnavailable)
    def is_open(request: Request) -> None:
        if shop.maintenance and request.url.path != "/maintenance":
            raise respond.service_unavailable("Back soon", retry_after=300)  # 503: it passes, and it is known when

    app = FastAPI(dependencies=[Depends(is_open)])

    def known_order(order_id: int) -> Order:
        if (order := shop.order(order_id)) is None:
            raise respond.not_found(f"No order {order_id}")
        return order

    @app.api_route("/orders", methods=READ)
    def list_orders() -> Ok[list[Order]]:
        return respond.ok(shop.orders())

    @app.post("/orders", dependencies=[Depends(is_json)])
    def create_order(new: NewOrder) -> Created[Order] | OutOfStock | typed.UnprocessableContent:
        check_values(new.model_dump())
        order = shop.add(new.sku, new.quantity)
        return respond.created(f"/orders/{order.id}", order, etag=order.etag)  # 201 says where the new resource is

    @app.api_route("/orders/{order_id}", methods=READ)
    def read_order(order_id: Id, if_none_match: Sent = None) -> Ok[Order] | typed.NotModified | NotFound:
        order = known_order(order_id)
        if is_stored(if_none_match, order):
            return respond.not_modified(etag=order.etag)  # 304: what the client has stored is still true
        return respond.ok(order, etag=order.etag)

    @app.put("/orders/{order_id}", dependencies=[Depends(is_json)])
    def replace_order(
        order_id: Id, new: NewOrder, if_match: Sent = None
    ) -> Created[Order] | NoContent | OutOfStock | PreconditionFailed:
        order = shop.order(order_id)
        check_values(new.model_dump())
        check_condition(if_match, order)
        if order is None:
            order = shop.add(new.sku, new.quantity, order_id)
            return respond.created(None, order, etag=order.etag)  # the new resource is the target itself
        order = shop.change(order, new.model_dump())
        return respond.no_content(etag=order.etag)  # 204: the client has what it has sent

    @app.patch("/orders/{order_id}", dependencies=[Depends(is_json)])
    def change_order(
        order_id: Id, change: Change, if_match: Sent = None
    ) -> Ok[Order] | NotFound | typed.Conflict | PreconditionFailed:
        order = known_order(order_id)
        check_condition(if_match, order)
        if order.state == "shipped":
            raise respond.conflict("Already shipped", order=order_id)  # 409, until the state changes
        order = shop.change(order, change.model_dump(exclude_unset=True))
        return respond.ok(order, etag=order.etag)  # 200: the client knows only the part that it has sent

    @app.delete("/orders/{order_id}", dependencies=[Depends(is_boss)])
    def delete_order(order_id: Id, if_match: Sent = None) -> NoContent | NotFound | PreconditionFailed:
        check_condition(if_match, known_order(order_id))
        shop.remove(order_id)
        return respond.no_content()  # 204: done, and nothing to show

    @app.api_route("/orders/{order_id}/invoice", methods=READ)
    def read_invoice(order_id: Id) -> Ok[dict[str, int]] | NotFound:
        return respond.ok(orders.invoice(known_order(order_id)))  # a KeyError in there is a bug: 500, never 404

    @app.api_route("/stock/{sku}", methods=READ)
    @raises(orders.WarehouseFailed)  # the policy says what that is: 502
    def read_stock(sku: str) -> Ok[dict[str, int]]:
        return respond.ok({"left": shop.stock(sku)})

    @app.post("/reports")
    @raises(orders.UnknownPeriod)
    def start_report(period: Period = "day") -> typed.Accepted[None] | typed.TooManyRequests:
        report = shop.start_report(period)
        if report is None:
            raise respond.too_many_requests("Two reports at a time", retry_after=30)  # 429, and when to come back
        return respond.accepted(f"/reports/{report.id}", retry_after=1)  # 202: not done yet, but here is where to ask

    @app.api_route("/reports/{report_id}", methods=READ)
    @raises(orders.UnknownReport)
    def read_report(report_id: Id) -> Ok[dict[str, bool]] | typed.SeeOther | typed.Gone:
        report = shop.report(report_id)
        if report.is_cancelled:
            raise respond.gone("The report was cancelled")  # 410: it was here, and it will not come back
        if report.is_ready:
            return respond.see_other(f"/reports/{report_id}/result")  # 303: the result is a resource of its own
        return respond.ok({"running": True})

    @app.delete("/reports/{report_id}")
    @raises(orders.UnknownReport)
    def cancel_report(report_id: Id) -> NoContent:
        shop.report(report_id).cancel()
        return respond.no_content()

    @app.api_route("/reports/{report_id}/result", methods=READ)
    @raises(orders.UnknownReport)
    def read_result(report_id: Id) -> Ok[dict[str, int]] | typed.Gone:
        if shop.report(report_id).is_cancelled:
            raise respond.gone("The report was cancelled")
        return respond.ok({"report": report_id, "orders": len(shop.orders())})

    @app.api_route("/maintenance", methods=["PUT", "DELETE"], dependencies=[Depends(is_boss)])
    def switch_maintenance(request: Request) -> NoContent:
        shop.maintenance = request.method == "PUT"
        return respond.no_content()

    # From here on FastAPI's own 404, 405 and 422, what nobody handles, and every response that leaves are looked after.
    return app if policy is None else install(app, policy)


app = create_app()
