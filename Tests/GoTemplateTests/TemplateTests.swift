import GoTemplate
import JSONText
import Testing

struct TemplateTests {
    static let data: TemplateValue = [
        "Name": "web", "ID": "0123456789abcdef", "Size": 42, "Ratio": 0.5, "Running": true, "None": .nil,
        "Names": ["b", "a"], "Labels": ["b": "2", "a": "1"], "Empty": [], "Inner": ["Deep": ["Key": "value"]],
    ]

    func render(_ text: String, _ data: TemplateValue = data, missingKey: Template.MissingKey = .noValue) -> String {
        do throws(TemplateError) {
            return try Template(text, name: "t", missingKey: missingKey).render(data)
        } catch { return error.description }
    }

    @Test func `templates print what they print in Go`() {
        for (template, expected) in GoOutput.texts {
            do throws(TemplateError) {
                var output = try Template(OutputFormat.interpretEscapes(template), name: "version").render(.nil)
                while output.utf8.last == UInt8(ascii: "\n") { output.removeLast() }
                #expect(output == expected, "\(template)")
            } catch { Issue.record("\(template): \(error)") }
        }
    }

    @Test func `templates fail in Go's words`() {
        let data = TemplateValue.record("*define.Version", [])
        for (template, expected) in GoRefusals.messages {
            do throws(TemplateError) {
                let output = try Template(OutputFormat.interpretEscapes(template), name: "version").render(data)
                Issue.record("\(template) printed \(output)")
            } catch { #expect(error.description == "template: version:" + expected, "\(template)") }
        }
    }

    @Test(arguments: [
        ("{{.Name}}", "web"),
        ("{{.Size}} {{.Ratio}} {{.Running}}", "42 0.5 true"),
        ("{{.Inner.Deep.Key}}", "value"),
        ("{{.Missing}}", "<no value>"),
        ("{{.Missing.More}}", "<no value>"),
        ("{{.None}}", "<no value>"),
        ("{{printf \"%v\" .None}}", "<nil>"),
        ("{{.Names}} {{.Labels}} {{.Empty}}", "[b a] map[a:1 b:2] []"),
        ("{{range .Names}}<{{.}}>{{end}}", "<b><a>"),
        ("{{range $key, $value := .Labels}}{{$key}}={{$value}};{{end}}", "a=1;b=2;"),
        ("{{range .Empty}}x{{else}}none{{end}}", "none"),
        ("{{range .None}}x{{else}}none{{end}}", "none"),
        ("{{range 3}}{{.}}{{end}}", "012"),
        ("{{with .Inner}}{{.Deep.Key}} {{$.Name}}{{end}}", "value web"),
        ("{{with .None}}x{{else with .Name}}{{.}}{{end}}", "web"),
        ("{{index .Labels \"a\"}}|{{index .Labels \"zz\"}}|{{index .Names 1}}", "1||a"),
        ("{{index .Inner \"Deep\" \"Key\"}}", "value"),
        ("{{(index .Inner \"Deep\").Key}}", "value"),
        ("{{len .Names}} {{len .Labels}} {{len .Name}}", "2 2 3"),
        (
            "{{json .}}",
            ##"{"Empty":[],"ID":"0123456789abcdef","Inner":{"Deep":{"Key":"value"}},"Labels":{"a":"1","b":"2"},"Name":"web","Names":["b","a"],"None":null,"Ratio":0.5,"Running":true,"Size":42}"##
        ),
        ("{{join .Names \",\"}} {{.Name | upper}} {{truncate .ID 4}}", "b,a WEB 0123"),
        ("{{printf \"%.12s\" .ID}} {{printf \"%-6s|%6d\" .Name .Size}}", "0123456789ab web   |    42"),
        ("{{slice .ID 0 4}}", "0123"),
        ("{{if and .Running (gt .Size 40)}}big{{end}}", "big"),
        ("{{if .Missing}}a{{else}}b{{end}}", "b"),
        (
            "{{printf \"%T %T %T %T\" .Names .Labels .Inner .Ratio}}",
            "[]string map[string]string map[string]interface {} float64"
        ),
        ("{{printf \"%q %v\" .Names .Inner}}", "[\"b\" \"a\"] map[Deep:map[Key:value]]"),
    ])
    func `data is reached as in Go`(template: String, expected: String) {
        #expect(render(template) == expected)
    }

    @Test func `what is wrong with data is said in Go's words`() {
        #expect(
            render("ab\nc{{.Name.X}}")
                == "template: t:2:8: executing \"t\" at <.Name.X>: can't evaluate field X in type string")
        #expect(
            render("{{.None.X}}")
                == "template: t:1:7: executing \"t\" at <.None.X>: nil pointer evaluating interface {}.X")
        #expect(
            render("{{.Name 1}}")
                == "template: t:1:2: executing \"t\" at <.Name>: Name is not a method but has arguments")
        #expect(
            render("{{.Missing}}", missingKey: .error)
                == "template: t:1:2: executing \"t\" at <.Missing>: map has no entry for key \"Missing\"")
        #expect(
            render("{{range .Name}}{{end}}")
                == "template: t:1:8: executing \"t\" at <.Name>: range can't iterate over web")
        #expect(
            render("{{index .Labels 1}}")
                == "template: t:1:2: executing \"t\" at <index .Labels 1>: error calling index: value has type int; should be string"
        )
        #expect(
            render("{{eq .Names .Names}}")
                == "template: t:1:2: executing \"t\" at <eq .Names .Names>: error calling eq: non-comparable types [b a]: []string, [b a]: []string"
        )
    }

    @Test func `a record knows its fields, works them out when asked, and has methods`() {
        let record = TemplateValue.record(
            TemplateRecord(
                "ps.Reporter",
                [
                    .value("ID", "abc"), .computed("Size") { .int(7) },
                    .method("Add") { (values) throws(TemplateFailure) in
                        guard case .int(let number) = values.first else { throw TemplateFailure("no number") }
                        return .int(number + 1)
                    },
                ]))
        #expect(render("{{.ID}} {{.Size}} {{.Add 2}} {{3 | .Add}}", record) == "abc 7 3 4")
        #expect(
            render("{{.}} {{printf \"%+v\" .}} {{json .}}", record)
                == "{abc 7} {ID:abc Size:7} {\"ID\":\"abc\",\"Size\":7}")
        #expect(
            render("{{.Nope}}", record)
                == "template: t:1:2: executing \"t\" at <.Nope>: can't evaluate field Nope in type ps.Reporter")
        #expect(
            render("{{.ID 3}}", record)
                == "template: t:1:2: executing \"t\" at <.ID>: ID has arguments but cannot be invoked as function")
        #expect(
            render("{{.Add \"x\"}}", record)
                == "template: t:1:2: executing \"t\" at <.Add>: error calling Add: no number")
    }

    @Test func `JSON becomes values, with structs and maps told apart`() throws {
        let json = try JSONValue(
            parsing: """
                {"Id":"x","State":{"Pid":5,"Code":null},"Config":{"Labels":null,"Env":["A=1"]},"Labels":{"k":"v"},"Big":1e30}
                """)
        let plain = TemplateValue(json)
        #expect(render("{{.State.Nope}}{{.State.Pid}}", plain) == "<no value>5")
        let typed = TemplateValue(json, typeName: "Container")
        #expect(
            render("{{.State.Pid}} {{.Labels.k}} {{.Labels.nope}} {{.Config.Labels}}", typed) == "5 v <no value> map[]")
        #expect(render("{{index .Config.Labels \"x\"}}|{{json .State}}", typed) == "|{\"Pid\":5,\"Code\":null}")
        #expect(
            render("{{.State.Nope}}", typed)
                == "template: t:1:8: executing \"t\" at <.State.Nope>: can't evaluate field Nope in type Container.State"
        )
    }

    @Test func `a template cannot exhaust the stack`() {
        #expect(
            render("{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}").contains(
                "exceeded maximum template depth"))
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        #expect(render("{{\(deep)}}").contains("nested more than"))
        #expect(render(String(repeating: "{{if 1}}", count: 5000)).contains("nested more than"))
    }
}
