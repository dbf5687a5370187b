/// Templates that Go refuses, and its words after `template: version:`.
enum GoRefusals {
    static let messages: [(template: String, expected: String)] = [
        (#"{{.Foo}}"#, #"1:2: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#),
        (#"{{.Client"#, #"1: unclosed action"#),
        (#"{{.Client}"#, #"1: bad character U+007D '}'"#),
        (#"{{foo}}"#, #"1: function "foo" not defined"#),
        (#"{{end}}"#, #"1: unexpected {{end}}"#),
        (#"{{if}}x{{end}}"#, #"1: missing value for if"#),
        (#"{{if true}}x"#, #"1: unexpected EOF"#),
        (#"{{$x}}"#, #"1: undefined variable "$x""#),
        (#"{{"a"#, #"1: unterminated quoted string"#),
        (#"{{1.2.3}}"#, #"1: unexpected ".3" in operand"#),
        (#"{{3 | 4}}"#, #"1: non executable command in pipeline stage 2"#),
        (#"{{len 3}}"#, #"1:2: executing "version" at <len 3>: error calling len: len of type int"#),
        (
            #"{{eq 1 1.0}}"#,
            #"1:2: executing "version" at <eq 1 1.0>: error calling eq: incompatible types for comparison"#
        ),
        (
            #"{{eq "a" 1}}"#,
            #"1:2: executing "version" at <eq "a" 1>: error calling eq: incompatible types for comparison"#
        ),
        (
            #"{{lt true false}}"#,
            #"1:2: executing "version" at <lt true false>: error calling lt: invalid type for comparison"#
        ),
        (
            #"{{lt 1 "a"}}"#,
            #"1:2: executing "version" at <lt 1 "a">: error calling lt: incompatible types for comparison"#
        ),
        (#"{{eq 1}}"#, #"1:2: executing "version" at <eq 1>: error calling eq: missing argument for comparison"#),
        (#"{{eq}}"#, #"1:2: executing "version" at <eq>: wrong number of args for eq: want at least 1 got 0"#),
        (#"{{or 0 (len 3)}}"#, #"1:8: executing "version" at <len 3>: error calling len: len of type int"#),
        (#"{{lower 5}}"#, #"1:8: executing "version" at <5>: expected string; found 5"#),
        (
            #"{{template "nope"}}"#,
            #"1:11: executing "version" at <{{template "nope"}}>: template "nope" not defined"#
        ),
        (#"{{break}}"#, #"1: {{break}} outside {{range}}"#),
        (#"{{nil}}"#, #"1:2: executing "version" at <nil>: nil is not a command"#),
        (#"{{"x".Foo}}"#, #"1: unexpected . after term "\"x\"""#),
        (#"{{call 3}}"#, #"1:2: executing "version" at <call 3>: error calling call: non-function of type int"#),
        (#"{{3 4}}"#, #"1:2: executing "version" at <3>: can't give argument to non-function 3"#),
        (#"{{true.X}}"#, #"1: unexpected . after term "true""#),
        (#"{{len}}"#, #"1:2: executing "version" at <len>: wrong number of args for len: want 1 got 0"#),
        (
            #"{{lower "a" "b"}}"#,
            #"1:2: executing "version" at <lower>: wrong number of args for lower: want 1 got 2"#
        ),
        (
            #"{{index}}"#,
            #"1:2: executing "version" at <index>: wrong number of args for index: want at least 1 got 0"#
        ),
        (#"{{#}}"#, ##"1: unexpected "#" in command"##),
        (#"{{a#}}"#, #"1: bad character U+0023 '#'"#),
        (#"{{ ( }}"#, #"1: unclosed left paren"#),
        (#"{{if true}}a{{else}}b{{else}}c{{end}}"#, #"1: expected end; found {{else}}"#),
        (#"{{not}}"#, #"1:2: executing "version" at <not>: wrong number of args for not: want 1 got 0"#),
        (#"{{range $i, $x := "a"}}{{end}}"#, #"1:18: executing "version" at <"a">: range can't iterate over a"#),
        (#"{{range $x, $y, $z := .}}{{end}}"#, #"1: too many declarations in range"#),
        (#"{{$a, $b := 1}}"#, #"1: too many declarations in command"#),
        (
            #"{{index (split "a,b" ",") 5}}"#,
            #"1:2: executing "version" at <index (split "a,b" ",") 5>: error calling index: index out of range: 5"#
        ),
        (
            #"{{index (split "a,b" ",") -1}}"#,
            #"1:2: executing "version" at <index (split "a,b" ",") -1>: error calling index: index out of range: -1"#
        ),
        (
            #"{{index (split "a,b" ",") "x"}}"#,
            #"1:2: executing "version" at <index (split "a,b" ",") "x">: error calling index: cannot index slice/array with type string"#
        ),
        (
            #"{{index 5 1}}"#,
            #"1:2: executing "version" at <index 5 1>: error calling index: can't index item of type int"#
        ),
        (
            #"{{slice 5 1}}"#,
            #"1:2: executing "version" at <slice 5 1>: error calling slice: can't slice item of type int"#
        ),
        (
            #"{{index nil 1}}"#,
            #"1:2: executing "version" at <index nil 1>: error calling index: index of untyped nil"#
        ),
        (#"{{"a" "b"}}"#, #"1:2: executing "version" at <"a">: can't give argument to non-function "a""#),
        (#"{{"a" | "b"}}"#, #"1: non executable command in pipeline stage 2"#),
        (
            #"{{.Foo.Bar}}"#,
            #"1:6: executing "version" at <.Foo.Bar>: can't evaluate field Foo in type *define.Version"#
        ),
        (#"{{(3).Foo}}"#, #"1:3: executing "version" at <3>: can't evaluate field Foo in type int"#),
        (#"{{(upper "a").Foo}}"#, #"1:9: executing "version" at <"a">: can't evaluate field Foo in type string"#),
        (
            #"{{$x := "a"}}{{$x.Foo}}"#,
            #"1:17: executing "version" at <$x.Foo>: can't evaluate field Foo in type string"#
        ),
        (#"{{/* unclosed"#, #"1: unclosed comment"#),
        (#"{{/* a */ b}}"#, #"1: comment ends before closing delimiter"#),
        (#"{{template "x" 1 2}}"#, #"1:11: executing "version" at <{{template "x" 1 2}}>: template "x" not defined"#),
        (#"{{template x}}"#, #"1: unexpected "x" in template clause"#),
        (#"{{define "x"}}"#, #"1: unexpected EOF"#),
        (#"{{block "x"}}{{end}}"#, #"1: missing value for block clause"#),
        (#"{{define x}}{{end}}"#, #"1: unexpected "x" in define clause"#),
        (#"{{else}}"#, #"1: unexpected {{else}}"#),
        (#"{{if true}}{{end}}{{end}}"#, #"1: unexpected {{end}}"#),
        (#"{{range}}{{end}}"#, #"1: missing value for range"#),
        (#"{{with}}{{end}}"#, #"1: missing value for with"#),
        (#"{{continue}}"#, #"1: {{continue}} outside {{range}}"#),
        (#"{{break 3}}"#, #"1: unexpected "3" in {{break}}"#),
        (#"{{range split "a" ","}}{{break 3}}{{end}}"#, #"1: unexpected "3" in {{break}}"#),
        (#"{{1a}}"#, #"1: bad number syntax: "1a""#),
        (#"{{0xg}}"#, #"1: bad number syntax: "0xg""#),
        (#"{{'ab'}}"#, #"1: malformed character constant: 'ab'"#),
        (#"{{'a}}"#, #"1: unterminated character constant"#),
        (#"{{`a}}"#, #"1: unterminated raw quoted string"#),
        (#"{{"\q"}}"#, #"1: invalid syntax"#),
        (#"{{:}}"#, #"1: expected :="#),
        (#"{{x := 1}}"#, #"1: function "x" not defined"#),
        (#"{{$x : 1}}"#, #"1: undefined variable "$x""#),
        (#"{{$x = 1}}"#, #"1:7: executing "version" at <1>: undefined variable: $x"#),
        (#"{{|}}"#, #"1: unexpected "|" in command"#),
        (#"{{upper |}}"#, #"1:2: executing "version" at <upper>: wrong number of args for upper: want 1 got 0"#),
        (#"{{| upper}}"#, #"1: unexpected "|" in command"#),
        (#"{{()}}"#, #"1: missing value for parenthesized pipeline"#),
        (#"{{(upper "a"}}"#, #"1: unclosed left paren"#),
        (#"{{.}x}}"#, #"1: bad character U+007D '}'"#),
        (
            #"{{.Foo | upper}}"#,
            #"1:2: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{upper .Foo}}"#,
            #"1:8: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{printf .}}"#,
            #"1:9: executing "version" at <.>: wrong type for value; expected string; got *define.Version"#
        ),
        (#"{{printf 5}}"#, #"1:9: executing "version" at <5>: expected string; found 5"#),
        (#"{{join 3 ","}}"#, #"1:7: executing "version" at <3>: can't handle 3 for arg of type []string"#),
        (#"{{join "a" ","}}"#, #"1:7: executing "version" at <"a">: can't handle "a" for arg of type []string"#),
        (#"{{truncate "abc" "x"}}"#, #"1:17: executing "version" at <"x">: expected integer; found "x""#),
        (#"{{pad "a" 1}}"#, #"1:2: executing "version" at <pad>: wrong number of args for pad: want 3 got 2"#),
        (
            #"{{with "x"}}{{$.Foo}}{{end}}"#,
            #"1:15: executing "version" at <$.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{ne "a" 1}}"#,
            #"1:2: executing "version" at <ne "a" 1>: error calling ne: incompatible types for comparison"#
        ),
        (
            #"{{ge "a" 1}}"#,
            #"1:2: executing "version" at <ge "a" 1>: error calling ge: incompatible types for comparison"#
        ),
        (
            #"{{ 5 | upper }}"#,
            #"1:7: executing "version" at <upper>: wrong type for value; expected string; got int"#
        ),
        (#"{{nil | upper}}"#, #"1:2: executing "version" at <nil>: nil is not a command"#),
        (#"{{upper nil}}"#, #"1:8: executing "version" at <nil>: cannot assign nil to string"#),
        (#"{{18446744073709551616}}"#, #"1: integer overflow: "18446744073709551616""#),
        (
            #"{{9223372036854775808}}"#,
            #"1:2: executing "version" at <9223372036854775808>: 9223372036854775808 overflows int"#
        ),
        (#"{{1+2}}"#, #"1: bad number syntax: "1+2""#),
        (#"{{1 + 2}}"#, #"1: illegal number syntax: "+""#),
        (#"{{ .. }}"#, #"1: unexpected <.> in operand"#),
        (#"{{ $ . }}"#, #"1:3: executing "version" at <$>: can't give argument to non-function $"#),
        (#"{{ $x.y }}"#, #"1: undefined variable "$x""#),
        (
            #"{{define "a"}}{{.Foo}}{{end}}{{template "a" 3}}"#,
            #"1:16: executing "a" at <.Foo>: can't evaluate field Foo in type int"#
        ),
        (
            #"{{.Foo.Bar.Baz}}"#,
            #"1:6: executing "version" at <.Foo.Bar.Baz>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{upper (lower .Foo)}}"#,
            #"1:15: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (#"{{len .Foo}}"#, #"1:6: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#),
        (
            #"{{range .Foo}}{{end}}"#,
            #"1:8: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{if .Foo}}{{end}}"#,
            #"1:5: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{with .Foo}}{{end}}"#,
            #"1:7: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{$x := .Foo}}"#,
            #"1:8: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{template "x" .Foo}}{{define "x"}}{{end}}"#,
            #"1:15: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{index .Foo 1}}"#,
            #"1:8: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{printf "%s" .Foo}}"#,
            #"1:14: executing "version" at <.Foo>: can't evaluate field Foo in type *define.Version"#
        ),
        (
            #"{{upper "a" "b" | lower}}"#,
            #"1:2: executing "version" at <upper>: wrong number of args for upper: want 1 got 2"#
        ),
        (
            #"{{ "a" | lower "b" }}"#,
            #"1:9: executing "version" at <lower>: wrong number of args for lower: want 1 got 2"#
        ),
        (
            #"{{ 3 | upper | lower }}"#,
            #"1:7: executing "version" at <upper>: wrong type for value; expected string; got int"#
        ),
        (#"{{"a\"b"}} {{"\\\\"}} {{'\''}} {{'\\n'}}"#, #"1: malformed character constant: '\\n'"#),
    ]
}
