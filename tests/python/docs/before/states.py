import pyarrow as pa
import salespipe as sp

whole = sp.read_opportunities("sales_pipeline.csv", currency="EUR").opportunities
parts = [whole.slice(0, 2), whole.slice(2)]
asked = {"period": "2017-Q3", "by": "owner", "currency": "EUR"}
asked["stages"] = "Prospecting,Engaging,Won,Lost"
#: What the page's SQL adds up: the rows of both parts' states.
cells = pa.concat_tables(
    [pa.table(sp.partial(opportunities=part, **asked).to_arrow()) for part in parts],
    promote_options="permissive",
)


def after() -> None:
    """What the SQL says is a state, and the one of the whole."""
    merged = sp.State.from_arrow(globals()["answer"]).finish()
    assert merged["won_revenue"] == globals()["board"]["won_revenue"] == 5568
