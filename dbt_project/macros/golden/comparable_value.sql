{% macro comparable_value(rows) -%}
    {#- Case, accents, signs and spaces make no other value; of an address region and country
        do not. An amount is its signs too, and what parts an address is none of it. -#}
    {%- set stated -%}
        case {{ rows }}.attribute_code
                        when 'address' then array_to_string(
                            string_split({{ rows }}.value, chr(31))[1:3], chr(31)
                        )
                        else {{ rows }}.value
                    end
    {%- endset -%}
    case {{ rows }}.attribute_code
                when 'revenue' then {{ rows }}.value
                else {{ folded_text("regexp_replace(" ~ stated ~ ", '[^\\p{L}\\p{M}\\p{N}\\x1f]', '', 'g')") }}
            end
{%- endmacro %}


{% macro folded_text(text) -%}
    {#- A mark is an accent in these scripts; in others it is a vowel or another letter. -#}
    lower(case
                    when regexp_full_match(
                        {{ text }},
                        '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Common}\p{Inherited}]*'
                    ) then strip_accents({{ text }})
                    else {{ text }}
                end)
{%- endmacro %}


{% macro completeness_score(rows) -%}
    {#- A name of several words without initials; an address that a letter reaches; an amount
        with its currency. -#}
    case
            when {{ rows }}.attribute_code in ('name', 'given_name')
                then least(2, len(regexp_extract_all({{ rows }}.value, '\pL{2,}')))
            when {{ rows }}.attribute_code = 'address' then (
                split_part({{ rows }}.value, chr(31), 1) <> ''
                and concat(
                    split_part({{ rows }}.value, chr(31), 2),
                    split_part({{ rows }}.value, chr(31), 3)
                ) <> ''
            )
            when {{ rows }}.attribute_code = 'revenue'
                then split_part({{ rows }}.value, chr(31), 2) <> ''
            else 1
        end
{%- endmacro %}
