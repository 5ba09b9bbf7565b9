select json_build_object('data', json_agg(page))
from (
    select id, title, (
        select coalesce(json_agg(block), '[]')
        from (
            select collection, case collection
                when 'headings' then (
                    select json_build_object('text', text, 'level', level)
                    from headings where id = item::integer
                )
                when 'images' then (
                    select json_build_object('path', path, 'caption', caption)
                    from images where id = item::integer
                )
                when 'texts' then (
                    select json_build_object('body', body) from texts where id = item::integer
                )
            end as item
            from pages_blocks where pages_id = pages.id order by sort
        ) block
    ) as blocks
    from pages order by id limit 20
) page
