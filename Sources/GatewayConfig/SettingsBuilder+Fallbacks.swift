import GatewayCore

/// A group's fallbacks as written, kept until all groups are known.
struct WrittenFallbacks {
    /// The model group's mapping.
    let section: ConfigMapping
    /// How errors quote the group's name.
    let shownName: String
    /// Deployments that are asked before the fallbacks.
    let members: Set<String>

    init(_ section: ConfigMapping, shownName: String, members: [Placed<GroupMember>]) {
        self.section = section
        self.shownName = shownName
        self.members = Set(members.map(\.value.deployment))
    }
}

/// Model groups and which of them fall back to which, to find circles.
private struct FallbackGraph {
    /// A fallback that names a group.
    struct Link {
        var group: Int
        var entry: Placed<FallbackEntry>
    }

    /// How errors quote the groups' names.
    var names: [String]
    /// The links of each group, in file order.
    var links: [[Link]]

    /// A circle: the groups on it, and the link that leads into it from the one that stands first.
    struct Circle {
        var groups: [Int]
        var entrance: Link
    }

    private enum Visit {
        case new, open, done
    }

    /// The circles, at most so many: one for each link back to a group that is on the way. The way is a list and not
    /// the stack, because a file may chain more groups than a stack holds.
    func circles(atMost limit: Int) -> [Circle] {
        var visits = Array(repeating: Visit.new, count: self.links.count)
        var circles: [Circle] = []
        for start in self.links.indices where visits[start] == .new {
            var way = [(group: start, next: 0)]
            visits[start] = .open
            while let (group, next) = way.last, circles.count < limit {
                guard next < self.links[group].count else {
                    visits[group] = .done
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let link = self.links[group][next]
                switch visits[link.group] {
                case .done: break
                case .new:
                    visits[link.group] = .open
                    way.append((link.group, 0))
                case .open:
                    let circle = way.drop { $0.group != link.group }
                    guard let first = circle.first else { break }
                    circles.append(
                        Circle(groups: circle.map(\.group), entrance: self.links[first.group][first.next - 1])
                    )
                }
            }
        }
        return circles
    }

    /// The circle as `a -> b -> a`; long ones are cut in the middle.
    func text(of circle: Circle) -> String {
        var names = (circle.groups + circle.groups.prefix(1)).map { self.names[$0] }
        if names.count > 10 {
            names.replaceSubrange(5..<(names.count - 4), with: ["..."])
        }
        return names.joined(separator: " -> ")
    }
}

extension SettingsBuilder {
    /// What an entry is compared by: the same target may stand twice for different causes.
    private struct Identity: Hashable {
        var target: String
        var causes: Set<FallbackCause>?
    }

    /// What fallbacks are resolved with.
    private struct FallbackNames {
        /// Names of deployments and of model groups.
        var declared: Declared
        /// Positions of model groups by name and alias.
        var groups: [String: Int] = [:]
        /// Tiers of deployments.
        var tiers: Set<Tier>
    }

    /// Reads the fallbacks of all groups, in the order of `settings.models`, and refuses circles.
    mutating func readFallbacks(_ written: [WrittenFallbacks]) {
        var names = FallbackNames(
            declared: self.deployments.joined(with: self.modelNames, property: "name"),
            tiers: Set(self.settings.deployments.compactMap(\.tier))
        )
        for (index, group) in self.settings.models.enumerated() {
            for name in [group.name] + group.aliases where names.groups[name] == nil {
                names.groups[name] = index
            }
        }
        var graph = FallbackGraph(names: written.map(\.shownName), links: [])
        for (index, group) in written.enumerated() {
            let (entries, links) = self.readFallbacks(of: group, names)
            self.settings.models[index].fallbacks = entries
            graph.links.append(links)
        }
        for circle in graph.circles(atMost: ConfigErrors.limit) {
            let group = graph.names[circle.groups.first ?? 0]
            let entry = circle.entrance.entry
            if circle.groups.count == 1 {
                self.reading.report(entry.position, entry.key, "'\(group)' falls back to itself", "remove this entry")
            } else {
                let next = graph.names[circle.entrance.group]
                self.reading.report(
                    entry.position,
                    entry.key,
                    "'\(next)' falls back to '\(group)' again: \(graph.text(of: circle))",
                    "remove one of these fallbacks"
                )
            }
        }
    }

    /// Elements of the list are ranks; a list in it is one rank with several entries.
    private func readFallbacks(
        of written: WrittenFallbacks,
        _ names: FallbackNames
    ) -> (entries: [FallbackEntry], links: [FallbackGraph.Link]) {
        var entries: [FallbackEntry] = []
        var links: [FallbackGraph.Link] = []
        var seen = Set<Identity>()
        for (rank, element) in written.section.elements("fallbacks").enumerated() {
            if element.isEmptyList {
                element.report("this place of the fallbacks is empty", "name one, or remove the list")
            }
            let values = element.isList ? element.elements() ?? [] : [element]
            for value in values {
                guard var entry = self.readFallback(value, names) else { continue }
                entry.value.rank = rank
                entries.append(entry.value)
                self.checkFallback(entry, besides: written.members, &seen)
                if case .group(let name) = entry.value.target, let group = names.groups[name] {
                    links.append(FallbackGraph.Link(group: group, entry: entry))
                }
            }
        }
        return (entries, links)
    }

    /// Reads one entry: a name, or a mapping with an id or a tier.
    private func readFallback(_ value: ConfigValue, _ names: FallbackNames) -> Placed<FallbackEntry>? {
        guard value.isMapping else {
            return value.name().flatMap { self.resolve(value.placed($0), names) }
        }
        guard let mapping = ConfigMapping(value) else { return nil }
        let causes: Set<FallbackCause>? = mapping.choices("on")
        if let list = mapping["on"], list.isEmptyList {
            list.report("the list is empty, so this fallback would never be asked", "name causes, or remove 'on'")
        }
        var weight = 1
        mapping.set(&weight, "weight")
        var found: Placed<FallbackEntry>?
        switch (mapping["id"], mapping["tier"]) {
        case (nil, nil):
            mapping.report("neither 'id' nor 'tier' is given", "add id: with a deployment or a model group, or a tier")
        case (.some, let tier?):
            tier.report("both 'id' and 'tier' are given", "make them two entries")
        case (.some, nil):
            found = mapping.placedName("id").flatMap { self.resolve($0, names) }
        case (nil, let value?):
            found = value.choice().flatMap { Tier(rawValue: $0) }.map { tier in
                if !names.tiers.contains(tier) {
                    value.report(
                        "no deployment is of tier '\(tier.rawValue)'",
                        "state 'tier' with the deployments that are meant, or remove this entry"
                    )
                }
                return value.placed(FallbackEntry(.tier(tier)))
            }
        }
        found?.value.causes = causes
        found?.value.weight = weight
        return found
    }

    /// Finds out whom a name means; an alias is replaced by the group's name.
    private func resolve(_ name: Placed<String>, _ names: FallbackNames) -> Placed<FallbackEntry>? {
        let target: FallbackEntry.Target
        if self.deployments.contains(name.value) {
            target = .deployment(name.value)
        } else if let group = names.groups[name.value] {
            target = .group(self.settings.models[group].name)
        } else {
            self.check(name, in: names.declared)
            return nil
        }
        return Placed(value: FallbackEntry(target), position: name.position, key: name.key, shown: name.shown)
    }

    private func checkFallback(
        _ entry: Placed<FallbackEntry>,
        besides members: Set<String>,
        _ seen: inout Set<Identity>
    ) {
        if case .deployment(let id) = entry.value.target, members.contains(id) {
            self.reading.report(
                entry.position,
                entry.key,
                "'\(entry.shown)' is already among 'deployments', which are all tried before the fallbacks",
                "remove it from one of the two lists"
            )
        }
        let target =
            switch entry.value.target {
            case .deployment(let id): "deployment \(id)"
            case .group(let group): "group \(group)"
            case .tier(let tier): "tier \(tier.rawValue)"
            }
        if !seen.insert(Identity(target: target, causes: entry.value.causes)).inserted {
            self.reading.report(
                entry.position,
                entry.key,
                "'\(entry.shown)' is listed twice",
                "remove one of them, or let them differ in 'on'"
            )
        }
    }
}
