/// Templates and what Go's text/template with docker's functions makes of them.
enum GoOutput {
    static let texts: [(template: String, expected: String)] = [
        (#"{{printf "%d" "x"}}"#, #"%!d(string=x)"#),
        (
            #"{{printf "%s %q %5.2f|%-6s|%06d|%x|%T|%t" 5 "a\"b" 3.14159 "ab" 42 "hi" 4 true}}"#,
            #"%!s(int=5) "a\"b"  3.14|ab    |000042|6869|int|true"#
        ),
        (
            #"{{eq 1 2 3 1}} {{eq "a" "a"}} {{ne 1 2}} {{eq true true}} {{eq 1.5 1.5}}"#,
            #"true true true true true"#
        ),
        (
            #"{{lt 1 2}} {{le 2 2}} {{gt 2 1}} {{ge 1 2}} {{lt "a" "b"}} {{lt 1.5 2.5}}"#,
            #"true true true false true true"#
        ),
        (#"{{and 0 (len 3)}}"#, #"0"#),
        (
            #"{{1000000.0}} {{1e100}} {{1.5}} {{0x1F}} {{-3}} {{1_000}} {{'a'}} {{0o17}} {{0b11}} {{017}} {{1e3}} {{100000.0}} {{0.00001}} {{0.0001}} {{123456789.123}}"#,
            #"1e+06 1e+100 1.5 31 -3 1000 97 15 3 15 1000 100000 1e-05 0.0001 1.23456789123e+08"#
        ),
        (
            #"{{join (split "a,b" ",") "-"}} {{upper "x"}} {{title "hello world"}} {{pad "x" 2 3}}| {{truncate "abcdef" 3}} {{json "a<b"}} {{lower "ABC"}}"#,
            #"a-b X Hello World   x   | abc "a<b" abc"#
        ),
        (#"{{print 1 2 "a" "b" 3 4}} {{println "a" 1}}"#, #"1 2ab3 4 a 1"#),
        (
            #"{{html "<a&\"'>"}} {{js "a<b'\\n"}} {{urlquery "a b&c/é"}}"#,
            #"&lt;a&amp;&#34;&#39;&gt; a\u003Cb\'\\n a+b%26c%2F%C3%A9"#
        ),
        (#"{{with $x := 5}}{{$x}}{{end}} {{$y := 1}}{{if true}}{{$y = 2}}{{end}}{{$y}}"#, #"5 2"#),
        (#"{{define "T"}}[{{.}}]{{end}}{{template "T" 5}}{{block "B" .}}b{{end}}"#, #"[5]b"#),
        (
            #"{{range $i, $e := split "a,b,c" ","}}{{if eq $i 1}}{{continue}}{{end}}{{$i}}={{$e}} {{else}}none{{end}}"#,
            #"0=a 2=c "#
        ),
        (
            #"{{range $i, $e := split "a,b,c" ","}}{{if eq $i 1}}{{break}}{{end}}{{$i}}={{$e}} {{else}}none{{end}}"#,
            #"0=a "#
        ),
        (#"a  {{- " x " -}}  b {{/* c */}} {{- /* d */ -}} e"#, #"a x b e"#),
        (
            #"{{printf "%s"}} {{printf "%d %d" 1}} {{printf "x" 1}} {{printf "%!"}} {{printf "%z" 1}} {{printf "%"}}"#,
            #"%!s(MISSING) 1 %!d(MISSING) x%!(EXTRA int=1) %!!(MISSING) %!z(int=1) %!(NOVERB)"#
        ),
        (#"{{- 3}}"#, #"3"#),
        (#"{{-3}}"#, #"-3"#),
        (#"{{`raw`}}"#, #"raw"#),
        (#"{{"\u00e9\x41\101"}}"#, #"éAA"#),
        (
            #"{{printf "%[2]d %[1]d" 1 2}} {{printf "%*d" 5 42}} {{printf "%-*d|" 5 42}} {{printf "%e %g %G %.3g" 123456789.0 1e-7 1e20 1234.5678}} {{printf "%c %U %#x %#q %+d % d %b %o %X" 65 65 255 "a" 5 5 5 8 "hi"}}"#,
            #"2 1    42 42   | 1.234568e+08 1e-07 1E+20 1.23e+03 A U+0041 0xff `a` +5  5 101 10 6869"#
        ),
        (
            #"{{printf "%v %d %q %s %x" (split "a,b" ",") (split "1,2" ",") (split "a,b" ",") (split "a,b" ",") (split "a,b" ",")}}"#,
            #"[a b] [%!d(string=1) %!d(string=2)] ["a" "b"] [a b] [61 62]"#
        ),
        (#"{{printf "%6v|%-6v|%06v" 1.5 true 3}}"#, #"   1.5|true  |000003"#),
        (
            #"{{printf "%t" 1}} {{printf "%5t" true}} {{printf "%.2s" "héllo"}} {{printf "%x" -255}} {{printf "%5q" "a"}}"#,
            #"%!t(int=1)  true hé -ff   "a""#
        ),
        (#"{{print nil}} {{printf "%v %d %T %s" nil nil nil nil}}"#, #"<nil> <nil> %!d(<nil>) <nil> %!s(<nil>)"#),
        (#"{{printf "%T %T %T %T %T" 1 1.5 "a" true (split "a" ",")}}"#, #"int float64 string bool []string"#),
        (#"{{printf "%#v %#v %#v %#v" 1 "a" (split "a,b" ",") 1.5}}"#, #"1 "a" []string{"a", "b"} 1.5"#),
        (
            #"{{printf "%08.3f|%+.2f|% .1f|%-8.1f|%8.1f" 3.14159 2.5 1.25 1.5 1.5}}"#,
            #"0003.142|+2.50| 1.2|1.5     |     1.5"#
        ),
        (#"{{printf "%.0f %.0f %.0f %.1f %.2f" 0.5 1.5 2.5 0.25 1.005}}"#, #"0 2 2 0.2 1.00"#),
        (
            #"{{printf "%e %E %.0e %.3e" 0.0 12345.678 15.0 0.00012345}}"#,
            #"0.000000e+00 1.234568E+04 2e+01 1.234e-04"#
        ),
        (#"{{printf "%+q %x %X % x %#x" "é" "é" "hi" "hi" "hi"}}"#, #""\u00e9" c3a9 6869 68 69 0x6869"#),
        (#"{{printf "%q %c %U %#U" 233 233 233 233}}"#, #"'é' é U+00E9 U+00E9 'é'"#),
        (
            #"{{printf "%3c|%-3c|%03d|%+05d|%x|%o|%#o|%O|%b" 65 66 7 7 255 8 8 8 5}}"#,
            #"  A|B  |007|+0007|ff|10|010|0o10|101"#
        ),
        (#"{{printf "%.3d|%8.3d|%-8.3d|%08.3d" 5 5 5 5}}"#, #"005|     005|005     |     005"#),
        (
            #"{{printf "%s %v" true true}} {{printf "%d" 1.5}} {{printf "%f" 1}}"#,
            #"%!s(bool=true) true %!d(float64=1.5) %!f(int=1)"#
        ),
        (
            #"{{printf "%[3]d" 1}} {{printf "%[1]d %[1]v" 7}} {{printf "%[x]d" 1}} {{printf "%.*f" 2 3.14159}}"#,
            #"%!d(BADINDEX) 7 7 %!d(BADINDEX) 3.14"#
        ),
        (#"{{printf "%6.2f%%" 12.345}}"#, #" 12.35%"#),
        (#"{{printf "%-10s|%10s|" "ab" "cd"}}"#, #"ab        |        cd|"#),
        (#"{{range split "a b c" " "}}{{.}},{{end}}"#, #"a,b,c,"#),
        (#"{{range $x := split "a b c" " "}}{{$x}},{{end}}"#, #"a,b,c,"#),
        (
            #"{{with 0}}a{{else}}b{{end}} {{if 0}}a{{else if 1}}b{{else}}c{{end}} {{if false}}a{{else if 0}}b{{else}}c{{end}}"#,
            #"b b c"#
        ),
        (#"{{"quoted"}} {{"tab\\there"}}"#, #"quoted tab\there"#),
        (#"{{if eq 1 1 | not}}x{{else}}y{{end}}"#, #"y"#),
        (
            #"{{"abc" | printf "%s-%s" "x"}} {{5 | printf "%d %d" 3}} {{"a" | upper | printf "%s%s" "b"}}"#,
            #"x-abc 3 5 bA"#
        ),
        (
            #"{{len "abc"}} {{len (split "a,b" ",")}} {{index (split "a,b" ",") 1}} {{(index (split "a,b" ",") 0)}}"#,
            #"3 2 b a"#
        ),
        (#"{{slice (split "a,b,c" ",") 1 2}} {{slice (split "a,b,c" ",") 1}}"#, #"[b] [b c]"#),
        (
            #"{{truncate "abc" 10}} {{pad "" 2 2}} {{title "foo-bar it's"}} {{split "abc" ""}}"#,
            #"abc  Foo-Bar It'S [a b c]"#
        ),
        (
            #"{{json (split "a,b" ",")}} {{json 5}} {{json nil}} {{json 1.5}} {{json true}} {{json "é\"\\n"}}"#,
            #"["a","b"] 5 null 1.5 true "é\"\\n""#
        ),
        (#"{{/* c */}}x{{- /* c */}} y"#, #"x y"#),
        (#"x {{- "a" }} {{ "b" -}} y"#, #"xa by"#),
        (#"{{$x := 1}}{{with $x := 2}}{{$x}}{{end}}{{$x}}"#, #"21"#),
        (#"{{$x := 1}}{{range split "a,b" ","}}{{$x = .}}{{end}}{{$x}}"#, #"b"#),
        (
            #"{{true}} {{false}} {{not true}} {{not ""}} {{not "a"}} {{not 0.0}}"#,
            #"true false false true false true"#
        ),
        (
            #"{{print}} {{print ""}} {{print 1.0 2.0}} {{print true 1}} {{print "a" 1 2 "b"}}"#,
            #"  1 2 true 1 a1 2b"#
        ),
        (#"{{println}}x"#, #"\#nx"#),
        (
            #"{{html "a" 1}} {{js "=&>\"" "é"}} {{urlquery "~-_.!*()" "+"}}"#,
            #"a1 \u003D\u0026\u003E\"é ~-_.%21%2A%28%29%2B"#
        ),
        (#"{{eq nil 1}}"#, #"false"#),
        (#"{{eq nil nil}}"#, #"true"#),
        (#"{{ len "é" }} {{ slice "é" 0 2 }}"#, #"2 é"#),
        (#"{{printf "%d items" 3 | upper}}"#, #"3 ITEMS"#),
        (#"{{"a"|upper}}"#, #"A"#),
        (#"{{(split "a,b" ",")}}"#, #"[a b]"#),
        (#"{{range (split "a,b" ",")}}{{else}}{{end}}"#, #""#),
        (#"{{-9223372036854775808}}"#, #"-9223372036854775808"#),
        (#"{{ .5 }} {{ 5. }}"#, #"0.5 5"#),
        (#"{{and true}} {{or false}} {{and "" 1}}"#, #"true false "#),
        (#"{{if and true 1}}y{{end}}{{if or "" 0}}n{{end}}"#, #"y"#),
        (#"{{if false}}a{{else if true}}{{$x := 1}}{{$x}}{{else}}c{{end}}"#, #"1"#),
        (#"{{if false}}a{{else if false}}b{{else if true}}d{{end}}e"#, #"de"#),
        (#"{{range $k := split "" ","}}[{{$k}}]{{else}}none{{end}}"#, #"[]"#),
        (#"{{range slice (split "a" ",") 1}}x{{else}}none{{end}}"#, #"none"#),
        (#"{{range $i, $e := slice (split "a,b,c" ",") 1}}{{$i}}{{$e}}{{end}}"#, #"0b1c"#),
        (#"{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}<{{.}}>{{end}}{{template "a" 3}}"#, #"<3>"#),
        (#"{{template "a"}}{{define "a"}}{{.}}{{end}}"#, #"<no value>"#),
        (#"{{block "b" 5}}{{$}}{{end}}"#, #"5"#),
        (#"{{with "a"}}{{.}}{{with "b"}}{{.}}{{end}}{{.}}{{end}}"#, #"aba"#),
        (#"{{range split "a,b" ","}}{{range split "1,2" ","}}{{.}}{{end}}{{.}}{{end}}"#, #"12a12b"#),
        (#"{{range split "a,b,c" ","}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}"#, #"a"#),
        (#"{{- /* trimmed */ -}} a {{- /* x */ -}} b"#, #"ab"#),
        (#"{{print "a" | printf "%s-%s" "b" | upper}}"#, #"B-A"#),
        (#"{{printf "%v" (printf "%d" 3)}}"#, #"3"#),
        (#"{{(printf "%d" 3)}}{{((1))}}"#, #"31"#),
        (#"{{len (print 1 2 3)}}"#, #"5"#),
        (#"{{$x := split "a,b" ","}}{{index $x 1}} {{len $x}} {{$x}}"#, #"b 2 [a b]"#),
        (#"{{if not (eq 1 2)}}y{{end}}"#, #"y"#),
        (#"{{if and (eq 1 1) (or false (gt 2 1))}}y{{end}}"#, #"y"#),
        (#"{{eq "a" "b" "c" "a"}}"#, #"true"#),
        (#"{{printf "%s" | upper}}"#, #"%!S(MISSING)"#),
        (#"{{ printf "%d" 3 | len }}"#, #"1"#),
        (#"{{printf "%v|%10v|%-10v|%+v" "a" "a" "a" "a"}}"#, #"a|         a|a         |a"#),
        (#"{{printf "%5d|%-5d|%05d|%+d|%x|%X|%#X" 42 42 42 42 42 42 42}}"#, #"   42|42   |00042|+42|2a|2A|0X2A"#),
        (#"{{printf "%5t|%-7t|" true false}}"#, #" true|false  |"#),
        (
            #"{{printf "%s" (split "a,b" ",")}} {{printf "%q" (split "a,b" ",")}} {{printf "%10s|" (split "a,b" ",")}}"#,
            #"[a b] ["a" "b"] [         a          b]|"#
        ),
        (#"{{printf "%d%%" 50}} {{printf "100%%"}} {{printf "%5%"}}"#, #"50% 100% %"#),
        (#"{{printf "%c%c" 72 105}} {{printf "%U" 128512}} {{printf "%c" 128512}}"#, #"Hi U+1F600 😀"#),
        (
            #"{{printf "%t" "x"}} {{printf "%c" "x"}} {{printf "%U" "x"}}"#,
            #"%!t(string=x) %!c(string=x) %!U(string=x)"#
        ),
        (#"{{printf "%d %s" "a" 1}} {{printf "%!d"}}"#, #"%!d(string=a) %!s(int=1) %!!(MISSING)d"#),
        (#"{{printf "%e" 1}} {{printf "%g" "x"}}"#, #"%!e(int=1) %!g(string=x)"#),
        (
            #"{{printf "%+.3e" 1234.5678}} {{printf "%G" 1e-10}} {{printf "%08.2f" -3.14159}} {{printf "%+08.2f" 3.14159}} {{printf "%-8.2f|" 3.14}}"#,
            #"+1.235e+03 1E-10 -0003.14 +0003.14 3.14    |"#
        ),
        (#"{{printf "%6.3g|%-10.2g|" 1234.5 0.00012}}"#, #"1.23e+03|0.00012   |"#),
        (
            #"{{0.1}} {{3.0}} {{1e21}} {{1e-5}} {{123456.0}} {{1234567.0}} {{-0.5}} {{100.25}}"#,
            #"0.1 3 1e+21 1e-05 123456 1.234567e+06 -0.5 100.25"#
        ),
        (
            #"{{printf "%v %v" 1e6 123456789.0}} {{printf "%.3v" 3.14159}} {{printf "%5.1f|" 2.25}}"#,
            #"1e+06 1.23456789e+08 3.14   2.2|"#
        ),
        (
            #"{{printf "%.20f" 0.1}} {{printf "%.3f" 1e15}} {{printf "%f" 1e21}}"#,
            #"0.10000000000000000555 1000000000000000.000 1000000000000000000000.000000"#
        ),
        (
            #"{{printf "%x" "hello"}} {{printf "% X" "hi"}} {{printf "%#x" "hi"}} {{printf "%.2x" "hello"}}"#,
            #"68656c6c6f 68 69 0x6869 6865"#
        ),
        (
            #"{{printf "%q" 'x'}} {{printf "%q" "a\\tb"}} {{printf "%q" `a"b`}} {{printf "%#q" `a"b`}}"#,
            #"'x' "a\\tb" "a\"b" `a"b`"#
        ),
        (
            #"{{"日本"}} {{len "日本"}} {{printf "%5s|" "日本"}} {{printf "%-5s|" "日本"}} {{printf "%.1s" "日本"}} {{upper "é"}}"#,
            #"日本 6    日本| 日本   | 日 É"#
        ),
    ]
}
