-- How complaints were answered, by product and in all. Disputes are stated for
-- few complaints, so the blank ones have a column of their own.
select
    coalesce(products.name, 'all') as product,
    count(*) as complaints,
    count(*) filter (where complaints.is_timely) as timely,
    count(*) filter (where not complaints.is_timely) as late,
    count(*) filter (where complaints.is_disputed) as disputed,
    count(*) filter (where not complaints.is_disputed) as undisputed,
    count(*) filter (where complaints.is_disputed is null) as blank,
    count(*) filter (where complaints.complaint_remedy_code = 'explanation')
        as explained,
    count(*) filter (where complaints.complaint_remedy_code = 'refund')
        as refunded,
from marts.complaint_handling as complaints
inner join core.dim_product as products
    on complaints.product_key = products.product_key
group by rollup (products.name)
order by complaints desc
