"""An order API in Flask, with the right status code for everything that can happen.

Run it from the root of the project: `flask --app examples.flask_app run`, or `gunicorn examples.flask_app:app`.
"""

from __future__ import annotations

from examples import orders
from examples.answers import POLICY, check_condition, check_values, is_stored, require
from flask import Flask, request

from statusmw import Policy, install, respond


def create_app(policy: Policy | None = POLICY) -> Flask:
    """The API; without a policy it is plain Flask, to see what statusmw adds."""
    app, shop = Flask(__name__), orders.Shop()

    def known_order(order_id: int) -> orders.Order:
        order = shop.order(order_id)
        if order is None:
            raise respond.not_found(f"No order {order_id}")
        return order

    def sent_values(*required: str) -> dict:
        # Flask itself refuses another media type with 415, and broken JSON with 400.
        return check_values(request.get_json(), *required)

    @app.before_request
    def refuse_during_maintenance():
        if shop.maintenance and request.path != "/maintenance":
            return respond.service_unavailable("Back soon", retry_after=300)  # 503: it passes, and it is known when
        return None

    @app.get("/orders")
    def list_orders():
        return respond.ok(shop.orders())

    @app.post("/orders")
    def create_order():
        values = sent_values("sku", "quantity")
        order = shop.add(values["sku"], values["quantity"])
        return respond.created(f"/orders/{order.id}", order, etag=order.etag)  # 201 says where the new resource is

    @app.get("/orders/<int:order_id>")
    def read_order(order_id):
        order = known_order(order_id)
        if is_stored(request.headers.get("If-None-Match"), order):
            return respond.not_modified(etag=order.etag)  # 304: what the client has stored is still true
        return respond.ok(order, etag=order.etag)

    @app.put("/orders/<int:order_id>")
    def replace_order(order_id):
        order, values = shop.order(order_id), sent_values("sku", "quantity")
        check_condition(request.headers.get("If-Match"), order)
        if order is None:
            order = shop.add(values["sku"], values["quantity"], order_id)
            return respond.created(None, order, etag=order.etag)  # the new resource is the target itself
        return respond.no_content(etag=shop.change(order, values).etag)  # 204: the client has what it has sent

    @app.patch("/orders/<int:order_id>")
    def change_order(order_id):
        order, values = known_order(order_id), sent_values()
        check_condition(request.headers.get("If-Match"), order)
        if order.state == "shipped":
            raise respond.conflict("Already shipped", order=order_id)  # 409, until the state changes
        order = shop.change(order, values)
        return respond.ok(order, etag=order.etag)  # 200: the client knows only the part that it has sent

    @app.delete("/orders/<int:order_id>")
    def delete_order(order_id):
        require("boss", request.headers.get("Authorization"))
        check_condition(request.headers.get("If-Match"), known_order(order_id))
        shop.remove(order_id)
        return respond.no_content()  # 204: done, and nothing to show

    @app.get("/orders/<int:order_id>/invoice")
    def read_invoice(order_id):
        return respond.ok(orders.invoice(known_order(order_id)))  # a KeyError in there is a bug: 500, never 404

    @app.get("/stock/<sku>")
    def read_stock(sku):
        return respond.ok({"left": shop.stock(sku)})  # if the warehouse fails, it is neither the client nor us: 502

    @app.post("/reports")
    def start_report():
        report = shop.start_report(request.args.get("period", "day"))
        if report is None:
            raise respond.too_many_requests("Two reports at a time", retry_after=30)  # 429, and when to come back
        return respond.accepted(f"/reports/{report.id}", retry_after=1)  # 202: not done yet, but here is where to ask

    @app.get("/reports/<int:report_id>")
    def read_report(report_id):
        report = shop.report(report_id)
        if report.is_cancelled:
            raise respond.gone("The report was cancelled")  # 410: it was here, and it will not come back
        if report.is_ready:
            return respond.see_other(f"/reports/{report_id}/result")  # 303: the result is a resource of its own
        return respond.ok({"running": True})

    @app.delete("/reports/<int:report_id>")
    def cancel_report(report_id):
        shop.report(report_id).cancel()
        return respond.no_content()

    @app.get("/reports/<int:report_id>/result")
    def read_result(report_id):
        return respond.ok({"report": report_id, "orders": len(shop.orders())})

    @app.route("/maintenance", methods=["PUT", "DELETE"])
    def switch_maintenance():
        require("boss", request.headers.get("Authorization"))
        shop.maintenance = request.method == "PUT"
        return respond.no_content()

    # From here on Flask's own 404 and 405, what nobody handles, and every response that leaves are looked after.
    return app if policy is None else install(app, policy)


app = create_app()
