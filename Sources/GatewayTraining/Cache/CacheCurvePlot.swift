/// A plot of hit rates against wrong shares as an SVG document, readable on light and dark grounds.
///
/// The wrong shares stand on a logarithmic scale: the interesting ones are small. Points without a wrong hit stand at
/// the left border.
package struct CacheCurvePlot {
    /// A line of the plot, or a single point.
    package struct Line {
        /// The name in the legend.
        package let name: String
        /// Wrong share and hit rate, both from 0 to 1.
        package let points: [(wrong: Double, hits: Double)]

        /// A line.
        package init(name: String, points: [(wrong: Double, hits: Double)]) {
            self.name = name
            self.points = points
        }
    }

    private static let width = 760.0
    private static let height = 460.0
    private static let left = 64.0
    private static let right = 236.0
    private static let top = 44.0
    private static let bottom = 56.0
    private static let least = 0.0005
    /// Colours that people who confuse red and green tell apart, and that stand out on white and on black.
    private static let colours = [
        "#d95f02", "#1b9e77", "#7570b3", "#e7298a", "#3a87d8", "#a6761d", "#66a61e", "#888888",
    ]

    /// The head line.
    package let title: String
    /// What the hit rate is a share of.
    package let hitLabel: String
    /// The lines in the order of the legend.
    package let lines: [Line]

    /// A plot.
    package init(title: String, hitLabel: String, lines: [Line]) {
        self.title = title
        self.hitLabel = hitLabel
        self.lines = lines
    }

    /// A point's place from left to right.
    static func x(_ wrong: Double) -> Double {
        let share = CacheNumber.log10(max(wrong, self.least) / self.least) / CacheNumber.log10(1 / self.least)
        return self.left + share * (self.width - self.left - self.right)
    }

    /// A point's place from top to bottom.
    static func y(_ hits: Double) -> Double {
        self.height - self.bottom - min(max(hits, 0), 1) * (self.height - self.top - self.bottom)
    }

    /// The whole document.
    package var svg: String {
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
            font-family="system-ui, sans-serif" font-size="12" role="img">
            <style>
            svg { background: #ffffff } text { fill: #1f2328 } .g { stroke: #d0d7de } .a { stroke: #59636e }
            @media (prefers-color-scheme: dark) {
            svg { background: #0d1117 } text { fill: #f0f6fc } .g { stroke: #30363d } .a { stroke: #9198a1 }
            }
            </style>
            <text x="\(Int(Self.left))" y="24" font-size="15" font-weight="600">\(Self.escaped(self.title))</text>

            """
        text += self.axes
        for (index, line) in self.lines.enumerated() { text += self.drawn(line, index: index) }
        return text + "</svg>\n"
    }

    private var axes: String {
        let (end, base) = (Self.width - Self.right, Self.height - Self.bottom)
        var text = ""
        for step in 0...5 {
            let hits = Double(step) / 5
            let y = Self.number(Self.y(hits))
            text += "<line class=\"g\" x1=\"\(Self.left)\" x2=\"\(end)\" y1=\"\(y)\" y2=\"\(y)\"/>\n"
            text += "<text x=\"\(Self.left - 8)\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(step * 20) %</text>\n"
        }
        let ticks = [(0.0005, "≤ 0.05 %"), (0.002, "0.2 %"), (0.01, "1 %"), (0.05, "5 %"), (0.2, "20 %"), (1, "100 %")]
        for (wrong, label) in ticks {
            let x = Self.number(Self.x(wrong))
            text += "<line class=\"g\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.top)\" y2=\"\(base)\"/>\n"
            text += "<text x=\"\(x)\" y=\"\(base + 18)\" text-anchor=\"middle\">\(label)</text>\n"
        }
        text += "<path class=\"a\" fill=\"none\" d=\"M\(Self.left) \(Self.top)V\(base)H\(end)\"/>\n"
        let middle = Self.number((Self.left + end) / 2)
        text += "<text x=\"\(middle)\" y=\"\(base + 42)\" text-anchor=\"middle\">wrong hits, share of all hits</text>\n"
        let centre = Self.number((Self.top + base) / 2)
        text += "<text transform=\"translate(16 \(centre)) rotate(-90)\" text-anchor=\"middle\">"
        return text + "\(Self.escaped(self.hitLabel))</text>\n"
    }

    private func drawn(_ line: Line, index: Int) -> String {
        let colour = Self.colours[index % Self.colours.count]
        let places = line.points.map { (x: Self.number(Self.x($0.wrong)), y: Self.number(Self.y($0.hits))) }
        var text = ""
        if places.count > 1 {
            let path = places.enumerated().map { "\($0.offset == 0 ? "M" : "L")\($0.element.x) \($0.element.y)" }
            // Every other round of the colours is dashed, so that more lines than colours can be told apart.
            let dash = index < Self.colours.count ? "" : " stroke-dasharray=\"6 4\""
            text += "<path fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"\(dash) d=\"\(path.joined())\"/>\n"
        } else if let place = places.first {
            text += "<circle cx=\"\(place.x)\" cy=\"\(place.y)\" r=\"5\" fill=\"\(colour)\"/>\n"
        }
        let (x, y) = (Self.width - Self.right + 16, Self.top + 12 + Double(index) * 20)
        text +=
            places.count > 1
            ? "<path stroke=\"\(colour)\" stroke-width=\"3\" d=\"M\(x) \(y)h18\"/>\n"
            : "<circle cx=\"\(x + 9)\" cy=\"\(y)\" r=\"5\" fill=\"\(colour)\"/>\n"
        return text + "<text x=\"\(x + 26)\" y=\"\(y)\" dy=\"4\">\(Self.escaped(line.name))</text>\n"
    }

    private static func number(_ value: Double) -> String { CacheNumber.decimal(value, digits: 1) }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
